package predict

import "winnow/automl/graph"

// mostSampled is how many rows of a file at most the unit of its numbers is judged by.
const mostSampled = 8192

// sample holds the numbers of every stride-th row of what streams past, in memory that does
// not grow.
type sample struct {
	seen, stride int
	rows         int
	nums         [][]float64 // by column; empty where there are no numbers
}

func newSample(width int) *sample { return &sample{stride: 1, nums: make([][]float64, width)} }

// take looks at the next rows.
func (s *sample) take(f *graph.Frame) {
	for i := (s.stride - s.seen%s.stride) % s.stride; i < f.Rows; {
		for k := range f.Cols {
			if nums := f.Cols[k].Nums; nums != nil {
				s.nums[k] = append(s.nums[k], nums[i])
			}
		}
		if s.rows++; s.rows == mostSampled {
			s.halve()
			at := s.seen + i + 1
			i += 1 + (s.stride-at%s.stride)%s.stride
			continue
		}
		i += s.stride
	}
	s.seen += f.Rows
}

// halve keeps every second row.
func (s *sample) halve() {
	for k, nums := range s.nums {
		for i := 0; 2*i < len(nums); i++ {
			nums[i] = nums[2*i]
		}
		s.nums[k] = nums[:(len(nums)+1)/2]
	}
	s.stride *= 2
	s.rows = (s.rows + 1) / 2
}
