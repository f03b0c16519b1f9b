// Serve asks a server for single rows at a steady rate and prints how long answers took.
//
//	go run -tags headless ./bench/serve [-url URL] [-rate 2000] [-for 10s] MODEL
//
// Without -url it serves MODEL itself on loopback; with it, it asks another server that takes
// the same object. The row is the first of the model's sample.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"sync"
	"time"

	"winnow/automl/serve"
)

func main() {
	url := flag.String("url", "", "server to ask")
	rate := flag.Int("rate", 2000, "requests a second")
	length := flag.Duration("for", 10*time.Second, "how long")
	clients := flag.Int("clients", 32, "connections")
	flag.Parse()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	models, err := serve.Load(ctx, flag.Args())
	if err != nil {
		log.Fatal(err)
	}
	sample := models[0].Model.Sample
	row := map[string]string{}
	for k, name := range sample[0] {
		row[name] = sample[1][k]
	}
	raw, err := json.Marshal(row)
	if err != nil {
		log.Fatal(err)
	}
	if *url == "" {
		at := make(chan string)
		go func() {
			o := serve.Options{Addr: "127.0.0.1:0", Started: func(a string) { at <- a }}
			if err := serve.Run(ctx, models, o); err != nil {
				log.Print(err)
			}
		}()
		*url = "http://" + <-at + "/predict"
	}
	load(*url, raw, *rate, *length, *clients)
}

// load sends requests at their moments, however long others take: a slow answer counts from
// when its request was due.
func load(url string, raw []byte, rate int, length time.Duration, clients int) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients}}
	total := int(float64(rate) * length.Seconds())
	due := make(chan time.Time, total)
	took := make([][]time.Duration, clients)
	failed := make([]int, clients)
	var wg sync.WaitGroup
	begun := time.Now()
	for c := range clients {
		wg.Go(func() {
			for at := range due {
				if !ask(client, url, raw) {
					failed[c]++
				}
				took[c] = append(took[c], time.Since(at))
			}
		})
	}
	for i := range total {
		at := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(at))
		due <- at
	}
	close(due)
	wg.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	bad := 0
	for _, f := range failed {
		bad += f
	}
	fmt.Printf("%d requests, %.0f a second, %d failed: p50 %v, p99 %v, longest %v\n", total, float64(total)/time.Since(begun).Seconds(), bad,
		all[len(all)/2], all[len(all)*99/100], all[len(all)-1])
}

func ask(client *http.Client, url string, raw []byte) bool {
	res, err := client.Post(url, "application/json", bytes.NewReader(raw))
	if err != nil {
		return false
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err == nil && res.StatusCode == http.StatusOK
}
