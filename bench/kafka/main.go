// Command kafka fills a topic with numbered rows, and reads what was made of them: with the
// script beside it, a check that winnow score loses and doubles nothing however often it is
// killed.
//
//	go run ./bench/kafka fill  BROKER TOPIC ROWS
//	go run ./bench/kafka count BROKER TOPIC ROWS    waits until all are there
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 5 {
		log.Fatal("usage: kafka fill|count BROKER TOPIC ROWS")
	}
	rows, err := strconv.Atoi(os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	if os.Args[1] == "fill" {
		err = fill(os.Args[2], os.Args[3], rows)
	} else {
		err = count(os.Args[2], os.Args[3], rows)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// fill makes the topics and writes the rows.
func fill(broker, topic string, rows int) error {
	ctx := context.Background()
	c, err := kgo.NewClient(kgo.SeedBrokers(broker))
	if err != nil {
		return err
	}
	defer c.Close()
	req := kmsg.NewPtrCreateTopicsRequest()
	for _, name := range []string{topic, topic + "-scored", topic + "-dead"} {
		t := kmsg.NewCreateTopicsRequestTopic()
		t.Topic, t.NumPartitions, t.ReplicationFactor = name, 4, 1
		req.Topics = append(req.Topics, t)
	}
	if _, err := req.RequestWith(ctx, c); err != nil {
		return err
	}
	plans := []string{"Month-to-month", "One year", "Two year"}
	var failed error
	for i := range rows {
		v := fmt.Appendf(nil, `{"id":%d,"tenure_months":%d,"contract":%q,"monthly_charges":%d.5,"support_calls":%d}`, i, i%72, plans[i%3], 20+i%90, i%7)
		c.Produce(ctx, &kgo.Record{Topic: topic, Key: strconv.AppendInt(nil, int64(i), 10), Value: v}, func(_ *kgo.Record, err error) {
			if err != nil {
				failed = err
			}
		})
	}
	if err := c.Flush(ctx); err != nil {
		return err
	}
	return failed
}

// quiet is how long nothing more may come before the count ends.
const quiet = 20 * time.Second

// count reads what is committed until every row was there and nothing comes any more.
func count(broker, topic string, rows int) error {
	c, err := kgo.NewClient(kgo.SeedBrokers(broker), kgo.ConsumeTopics(topic), kgo.FetchIsolationLevel(kgo.ReadCommitted()))
	if err != nil {
		return err
	}
	defer c.Close()
	seen := make([]uint8, rows)
	total, bare := 0, 0
	for {
		ctx, cancel := context.WithTimeout(context.Background(), quiet)
		records := c.PollFetches(ctx).Records()
		cancel()
		if len(records) == 0 {
			break
		}
		for _, r := range records {
			var v struct {
				ID         int
				Prediction any
			}
			if err := json.Unmarshal(r.Value, &v); err != nil {
				return err
			}
			if v.Prediction == nil {
				bare++
			}
			total++
			seen[v.ID] = min(seen[v.ID]+1, 100)
		}
	}
	lost, doubled := 0, 0
	for _, n := range seen {
		switch {
		case n == 0:
			lost++
		case n > 1:
			doubled++
		}
	}
	fmt.Printf("%d records, %d lost, %d doubled, %d without a prediction\n", total, lost, doubled, bare)
	if lost+doubled+bare > 0 {
		return fmt.Errorf("not each exactly once")
	}
	return nil
}
