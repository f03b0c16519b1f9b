package fake

import (
	"context"
	"fmt"
	"time"

	"winnow/automl"
)

// Serve pretends to answer; every look finds 40 requests more.
func (s *Service) Serve(ctx context.Context, req automl.ServeRequest) (*automl.Serving, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if req.Port == 80 {
		return nil, automl.Errorf("serve", automl.BadUsage, "The server cannot listen at 127.0.0.1:80: permission denied.").
			WithHint("Choose another address, or end the program that has this one.")
	}
	s.Asked = append(s.Asked, req)
	if s.serving == nil {
		s.serving = &automl.Serving{Host: fmt.Sprintf("127.0.0.1:%d", req.Port), Address: fmt.Sprintf("http://127.0.0.1:%d", req.Port)}
		if req.Others {
			s.serving.Address, s.serving.Key = fmt.Sprintf("http://192.168.0.7:%d", req.Port), "Q4ZJX2T7K5M3N6P8R9S2V5W7YB"
		}
	}
	s.serving.Request, s.serving.Model, s.serving.Sample = req, req.Name, `{"tenure_months": 3, "contract": "One year"}`
	out := *s.serving
	return &out, ctx.Err()
}

// Served is the pretended server.
func (s *Service) Served() *automl.Serving {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.serving == nil {
		return nil
	}
	v := s.serving
	v.Requests, v.Failed, v.Rows = v.Requests+40, v.Failed+1, v.Rows+39
	v.P50, v.P99 = 180*time.Microsecond, 1300*time.Microsecond
	v.Minute = make([]int, 60)
	for i := range v.Minute {
		v.Minute[i] = 20 + i*i%37
	}
	out := *v
	return &out
}

// StopServing ends it.
func (s *Service) StopServing(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serving = nil
	return ctx.Err()
}
