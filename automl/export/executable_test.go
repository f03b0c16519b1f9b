package export_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/export"
)

// scorers is a folder with the program for this machine.
func scorers(t *testing.T, build bool) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv(export.ScorersVar, dir)
	if !build {
		return dir
	}
	ext := ""
	if runtime.GOOS == "windows" {
		ext = ".exe"
	}
	c := exec.Command("go", "build", "-o", filepath.Join(dir, "scorer-"+runtime.GOOS+"-"+runtime.GOARCH+ext), "winnow/cmd/scorer")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

func TestAProgramPredictsByItself(t *testing.T) {
	scorers(t, true)
	e := export.Executable()
	out := filepath.Join(t.TempDir(), "program")
	res, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(res.Verified, "The program was run") {
		t.Errorf("checked by %q", res.Verified)
	}
	data := filepath.Join(t.TempDir(), "new.csv")
	if err := os.WriteFile(data, []byte("name;x\na;0,5\nb;\"7\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	answer, err := exec.Command(filepath.Join(out, res.Files[1]), data, "--no-interval", "--keep").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(string(answer), "\r", ""); got != "name;x;prediction\na;0,5;2\nb;7;15\n" {
		t.Errorf("the program answers %q", got)
	}
	columns, err := exec.Command(filepath.Join(out, res.Files[1]), "columns").Output()
	if err != nil || !strings.Contains(string(columns), "x,number,0 to 10") {
		t.Errorf("its columns are %q, %v", columns, err)
	}
	err = exec.Command(filepath.Join(out, res.Files[1]), "nowhere.csv").Run()
	if failed := new(exec.ExitError); !errors.As(err, &failed) || failed.ExitCode() != automl.ExitCode(automl.Errorf("", automl.NotFound, "")) {
		t.Errorf("a file that is not there gives %v", err)
	}
}

// TestAProgramThatAnswersOtherwiseIsNotKept puts a script in the scorer's place.
func TestAProgramThatAnswersOtherwiseIsNotKept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	dir := scorers(t, false)
	program := export.Executable()
	for says, want := range map[string]string{"3 8": "row 2", "3": "1 rows", "3 x": "row 2"} {
		script := "#!/bin/sh\nprintf 'prediction\\n'; for v in " + says + "; do echo $v; done; exit 0\n"
		if err := os.WriteFile(filepath.Join(dir, "scorer-"+runtime.GOOS+"-"+runtime.GOARCH), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "program")
		_, err := export.Run(t.Context(), &program, tiny(), automl.ExportRequest{Out: out})
		e := new(automl.Error)
		if !errors.As(err, &e) || e.Err == nil || !strings.Contains(e.Err.Error(), want) {
			t.Errorf("answers %q give %v", says, err)
		}
		if _, err := os.Stat(out); err == nil {
			t.Error("the program was kept")
		}
	}
}

func TestAPlatformWithoutAScorerSaysSo(t *testing.T) {
	scorers(t, false)
	e := export.Executable()
	_, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: filepath.Join(t.TempDir(), "p"), Options: automl.ExportOptions{"platform": "windows-arm64"}})
	if err == nil || !strings.Contains(err.Error(), "scorer-windows-arm64.exe") {
		t.Errorf("no scorer gives %v", err)
	}
}
