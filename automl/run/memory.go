package run

import (
	"bufio"
	"os"
	"strconv"
	"strings"

	"winnow/automl/search"
)

// freeMemory is the memory in bytes that a program may still take, or 0 where the system
// does not tell: the free memory of the machine, or less where a control group limits it.
func freeMemory() int64 {
	free := meminfo("/proc/meminfo", "MemAvailable:")
	if limit := number("/sys/fs/cgroup/memory.max"); limit > 0 {
		if left := limit - number("/sys/fs/cgroup/memory.current"); left > 0 && (free == 0 || left < free) {
			free = left
		}
	}
	return free
}

func meminfo(path, key string) int64 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if rest, ok := strings.CutPrefix(sc.Text(), key); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err != nil {
				return 0
			}
			return kb * 1024
		}
	}
	return 0
}

func number(path string) int64 {
	raw, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// forecast is the memory in bytes that the run is expected to need beside the table: the
// binned features, the predictions kept, and the hungriest candidates at work at once.
func (s *setup) forecast() int64 {
	rows, cols := int64(len(s.rows)), int64(len(s.columns))
	need := rows * cols * 2
	width := int64(s.base.PredictionWidth())
	kept := int64(len(s.queue) + 4)
	if s.wide() {
		kept = wideCopies
	}
	need += rows * width * 8 * kept
	var most int64
	for _, c := range s.queue {
		most = max(most, s.candidateBytes(c))
	}
	return need + most*int64(min(s.job.Threads, len(s.folds)))
}

// candidateBytes is the memory that one fit of a candidate is expected to take.
func (s *setup) candidateBytes(c search.Candidate) int64 {
	l, alg, err := c.Learner(s.cat)
	if err != nil || alg.Cost == nil {
		return 0
	}
	return alg.Cost(len(s.folds[0].Train), s.width(), s.base.Classes, l.Params()).Bytes
}

// memoryLimit is what the run may take, or 0 for no known limit: what the job says, else
// most of what is free.
func (s *setup) memoryLimit() int64 {
	if s.job.MemoryMax > 0 {
		return s.job.MemoryMax
	}
	return s.plan.Free / 10 * 8
}
