// Portfolio learns in which order configurations should be tried.
//
//	portfolio measure CORPUS RESULTS POOL [THREADS]   scores every configuration of POOL on every set
//	portfolio choose RESULTS TASK STEPS               puts them in order, for one task
//	portfolio ensemble RESULTS                        compares ways of combining them
//	portfolio without RESULTS STEPS                   does without order, ensemble and calibration
//	portfolio ablate RESULTS OPTION                   compares configurations with and without an option of the preparation
//
// CORPUS is what corpus.py wrote. RESULTS keeps, for each set, the out-of-fold predictions of
// each configuration and its predictions of the test rows; what is there is not measured again.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func command(args []string) error {
	switch {
	case len(args) >= 4 && args[0] == "measure":
		threads := 2
		if len(args) > 4 {
			n, err := strconv.Atoi(args[4])
			if err != nil {
				return err
			}
			threads = n
		}
		return measure(args[1], args[2], args[3], threads)
	case len(args) == 4 && args[0] == "choose":
		steps, err := strconv.Atoi(args[3])
		if err != nil {
			return err
		}
		return choose(args[1], args[2], steps)
	case len(args) == 2 && args[0] == "ensemble":
		return compare(args[1])
	case len(args) == 3 && args[0] == "ablate":
		return ablate(args[1], args[2])
	case len(args) == 3 && args[0] == "without":
		steps, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		return withoutParts(args[1], steps)
	}
	return fmt.Errorf("usage: portfolio measure CORPUS RESULTS POOL [THREADS] | choose RESULTS TASK STEPS | ensemble RESULTS | without RESULTS STEPS | ablate RESULTS OPTION")
}
