// Command csv measures how fast a file is read. With -make it writes the file that
// compare.py has read by this program and by DuckDB; otherwise it reads the file once and
// prints one line of JSON.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"strconv"
	"time"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/source"
)

func main() {
	makeIt := flag.Bool("make", false, "write the file instead of reading it")
	rows := flag.Int("rows", 1_000_000, "rows to write")
	workers := flag.Int("workers", 0, "goroutines; 0: as many as there are cores")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: csv [-make] file.csv")
	}
	var err error
	if *makeIt {
		err = write(flag.Arg(0), *rows)
	} else {
		err = measure(flag.Arg(0), *workers)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// measure reads the file once. The time is that of the whole reading, from the name of the
// file to the finished table.
func measure(path string, workers int) error {
	start := time.Now()
	t, _, err := source.Open(context.Background(), path, automl.ReadOptions{Workers: workers})
	if err != nil {
		return err
	}
	took := time.Since(start)
	err = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"seconds": took.Seconds(), "rows": t.Rows(), "columns": t.Width(), "table_bytes": t.Bytes(),
	})
	runtime.KeepAlive(t)
	return err
}

// write makes a table of 15 numeric columns and 5 of words, with quotes and blanks.
func write(path string, rows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	rng := num.RNG(1, "bench/csv")
	for i := range 15 {
		fmt.Fprintf(w, "num%d,", i)
	}
	fmt.Fprintln(w, "city,product,comment,code,answer")
	var b []byte
	for i := range rows {
		b = b[:0]
		for c := range 15 {
			switch {
			case c == 0:
				b = strconv.AppendInt(b, int64(i), 10)
			case rng.IntN(50) == 0: // a blank
			case c < 5:
				b = strconv.AppendInt(b, int64(rng.IntN(100_000)), 10)
			case c < 11:
				b = strconv.AppendFloat(b, rng.NormFloat64()*1000, 'f', 3, 64)
			default:
				b = strconv.AppendFloat(b, rng.Float64(), 'f', 6, 64)
			}
			b = append(b, ',')
		}
		b = append(b, "city "...)
		b = strconv.AppendInt(b, int64(rng.IntN(500)), 10)
		b = append(b, ",\"Widget, size "...)
		b = strconv.AppendInt(b, int64(rng.IntN(40)), 10)
		b = append(b, "\",\"said \"\"ok\"\" "...)
		b = strconv.AppendInt(b, int64(rng.IntN(2000)), 10)
		b = append(b, "\",K"...)
		b = strconv.AppendInt(b, int64(rng.IntN(20_000)), 10)
		b = append(b, ',')
		b = append(b, [...]string{"yes", "no", ""}[rng.IntN(3)]...)
		b = append(b, '\n')
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
