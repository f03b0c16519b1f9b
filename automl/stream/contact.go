package stream

import (
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// contact says when a broker cannot be reached, and when it can again. It is a kgo hook.
type contact struct {
	say  func(format string, args ...any)
	mu   sync.Mutex
	lost map[string]time.Time // when it was last told, by address
}

// repeated is how often it is said that a broker is still away.
const repeated = time.Minute

var _ kgo.HookBrokerConnect = (*contact)(nil)

// OnBrokerConnect is called after each try to reach a broker.
func (c *contact) OnBrokerConnect(meta kgo.BrokerMetadata, _ time.Duration, _ net.Conn, err error) {
	address := net.JoinHostPort(meta.Host, strconv.Itoa(int(meta.Port)))
	c.mu.Lock()
	defer c.mu.Unlock()
	told, away := c.lost[address]
	switch {
	case err == nil && away:
		delete(c.lost, address)
		c.say("The broker %s answers again.", address)
	case err != nil && (!away || time.Since(told) > repeated):
		c.lost[address] = time.Now()
		c.say("The broker %s cannot be reached (%v); trying again until it can. Nothing is lost.", address, err)
	}
}
