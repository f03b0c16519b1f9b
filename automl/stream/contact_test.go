package stream

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestABrokerThatIsSilentIsNotQuiet lets a broker answer, fall silent for longer than any idle
// time, and answer again.
func TestABrokerThatIsSilentIsNotQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &contact{}
		answers := func(n int, key kmsg.Key, err error) {
			for range n {
				time.Sleep(fetchWait)
				c.OnBrokerRead(kgo.BrokerMetadata{}, int16(key), 0, 0, 0, err)
			}
		}
		answers(1, kmsg.Fetch, nil)
		came := time.Now()
		answers(4, kmsg.Fetch, nil)
		if got := c.quiet(came); got != 4*fetchWait {
			t.Errorf("after four answers it was quiet for %v", got)
		}
		came = time.Now()
		answers(100, kmsg.Fetch, errors.New("gone"))
		answers(100, kmsg.Metadata, nil)
		if got := c.quiet(came); got != 0 {
			t.Errorf("a silent broker was quiet for %v", got)
		}
		answers(1, kmsg.Heartbeat, nil)
		if got := c.quiet(came); got != 0 {
			t.Errorf("as it comes back it was quiet for %v", got)
		}
		answers(3, kmsg.Heartbeat, nil)
		if got := c.quiet(came); got != 3*fetchWait {
			t.Errorf("after three heartbeats it was quiet for %v", got)
		}
	})
}
