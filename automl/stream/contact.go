package stream

import (
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// contact says when a broker cannot be reached, and when it can again, and knows how long the
// brokers have answered that nothing came. It is a kgo hook.
type contact struct {
	say    func(format string, args ...any)
	mu     sync.Mutex
	lost   map[string]time.Time // when it was last told, by address
	heard  time.Time            // when a broker last answered what came, or that it is there
	steady time.Time            // since when there was no gap between such answers
}

// fetchGap is how far such answers lie apart at most while all is well; a broker takes no longer
// than fetchWait for one.
const (
	fetchWait = 5 * time.Second
	fetchGap  = 3 * fetchWait
)

// OnBrokerRead is called after each answer of a broker.
func (c *contact) OnBrokerRead(_ kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, err error) {
	if k := kmsg.Key(key); err != nil || k != kmsg.Fetch && k != kmsg.Heartbeat && k != kmsg.ConsumerGroupHeartbeat {
		return // Why heartbeats: a member that has no part of the topic fetches nothing
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if now.Sub(c.heard) > fetchGap {
		c.steady = now
	}
	c.heard = now
}

// quiet is how long brokers have answered since the last record came that there is no other. A
// broker that does not answer is not quiet.
func (c *contact) quiet(came time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if came.Before(c.steady) {
		came = c.steady
	}
	return c.heard.Sub(came)
}

// repeated is how often it is said that a broker is still away.
const repeated = time.Minute

var (
	_ kgo.HookBrokerConnect = (*contact)(nil)
	_ kgo.HookBrokerRead    = (*contact)(nil)
)

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
