//go:build !headless

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/metrics"
	"time"

	"fyne.io/fyne/v2"
	desktop "fyne.io/fyne/v2/app"

	"winnow/app/shell"
	"winnow/assets"
	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
	"winnow/sampledata"
)

// appID names the app to the system; preferences are kept under it.
const appID = "app.winnow.Winnow"

// stopWait is how long requests may take to end once the window is closed.
const stopWait = 5 * time.Second

// openDesktop opens the window, on a file if one is named. With "--script FILE" it runs the
// steps of that file in the window and closes it; screenshots go to the present folder.
func openDesktop(args []string) error {
	script := ""
	if len(args) > 1 && args[0] == "--script" {
		script, args = args[1], args[2:]
	}
	dir, err := os.MkdirTemp("", "winnow-samples-")
	if err != nil {
		return automl.Errorf("open", automl.NoResource, "The samples cannot be unpacked: %w.", err)
	}
	defer os.RemoveAll(dir)
	samples, err := unpackSamples(dir)
	if err != nil {
		return err
	}
	a := desktop.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("winnow.png", assets.Icon))
	svc := service.New(catalog.All(), serviceOptions())
	s := shell.New(a, svc, samples, a.Preferences())
	s.Watch(memoryUsed)
	var failed error
	a.Lifecycle().SetOnStarted(func() {
		if len(args) > 0 {
			s.OpenFile(args[0])
		}
		if script != "" {
			go func() {
				failed = runScript(s, script)
				fyne.Do(a.Quit)
			}()
		}
	})
	s.Window().ShowAndRun()
	ctx, cancel := context.WithTimeout(context.Background(), stopWait)
	defer cancel()
	return errors.Join(failed, svc.StopServing(ctx))
}

// runScript runs a file of steps in the window.
func runScript(s *shell.Shell, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return automl.Errorf("script", automl.NotFound, "There is no script %s.", path)
	}
	defer f.Close()
	err = s.Script(context.Background(), f, ".", os.Stdout)
	var known *automl.Error
	if err != nil && !errors.As(err, &known) {
		return automl.Errorf("script", automl.BadUsage, "The script cannot go on: %w.", err)
	}
	return err
}

// unpackSamples writes the bundled tables to dir, so that they open like any file.
func unpackSamples(dir string) ([]shell.Sample, error) {
	var out []shell.Sample
	for _, s := range sampledata.All() {
		path := filepath.Join(dir, s.File)
		for _, name := range []string{s.File, s.NewFile} {
			data, err := sampledata.Read(name)
			if err != nil {
				return nil, automl.Errorf("open", automl.Internal, "The sample %s is missing: %w.", name, err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				return nil, automl.Errorf("open", automl.NoResource, "The samples cannot be unpacked: %w.", err)
			}
		}
		out = append(out, shell.Sample{Name: s.Name, Help: s.Help, Target: s.Target, Path: path})
	}
	return out, nil
}

// memoryUsed is the memory that the app holds; it knows no limit.
func memoryUsed() (used, limit int64) {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64() - sample[1].Value.Uint64()), 0
}
