package serve

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/modelfile/modeltest"
)

// run serves until the test ends and returns host and port; the server must end well.
func run(t *testing.T, models []Named, o Options) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	address, ended := make(chan string, 1), make(chan error, 1)
	o.Addr, o.Started = "127.0.0.1:0", func(a string) { address <- a }
	go func() { ended <- Run(ctx, models, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case a := <-address:
		return a
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
		return ""
	}
}

func shop() []Named { return []Named{{Name: "shop", Model: modeltest.Shop(1)}} }

// TestRunStops serves over a connection until it is told to stop.
func TestRunStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	address := make(chan string, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, []Named{{Name: "shop", Model: modeltest.Shop(1)}}, Options{Addr: "127.0.0.1:0", Started: func(a string) { address <- a }})
	}()
	at := "http://" + <-address
	for _, path := range []string{"/ping", "/health", "/healthz", "/docs", "/openapi.json", "/metrics", "/models", "/v1/models/shop", "/v2", "/v2/health/ready", "/v2/models/shop", "/v2/models/shop/ready", "/version"} {
		res, err := http.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != 200 || len(raw) == 0 {
			t.Errorf("%s: %d %s %v", path, res.StatusCode, raw, err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// certificate writes a certificate for this computer, signed by itself, and its key.
func certificate(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: raw}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(own)
	return cert, key, pool
}

func TestTLS(t *testing.T) {
	cert, key, pool := certificate(t)
	at := run(t, shop(), Options{TLSCert: cert, TLSKey: key})
	client := func(c *tls.Config) *http.Client {
		transport := &http.Transport{TLSClientConfig: c}
		t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport}
	}
	res, err := client(&tls.Config{RootCAs: pool}).Post("https://"+at+"/predict", "application/json", strings.NewReader(`{"price":3,"colour":"red"}`))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != 200 || !strings.Contains(string(raw), `"prediction":"yes"`) {
		t.Errorf("%d %s %v", res.StatusCode, raw, err)
	}
	for what, c := range map[string]*tls.Config{
		"an old version of TLS is taken":              {RootCAs: pool, MaxVersion: tls.VersionTLS11},
		"a certificate that nobody signed is trusted": {},
	} {
		if res, err := client(c).Get("https://" + at + "/health"); err == nil {
			res.Body.Close()
			t.Error(what)
		}
	}
	res, err = client(nil).Get("http://" + at + "/health")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 400 {
		t.Errorf("without TLS: %d", res.StatusCode)
	}
	err = Run(t.Context(), shop(), Options{Addr: "127.0.0.1:0", TLSCert: key, TLSKey: cert})
	if automl.KindOf(err) != automl.BadUsage || !strings.Contains(err.Error(), "certificate cannot be used") {
		t.Errorf("a certificate that is none: %v", err)
	}
}

// TestSlowClients opens connections that send half of what they should: the server ends them,
// and answers others meanwhile.
func TestSlowClients(t *testing.T) {
	at := run(t, shop(), Options{Timeout: 50 * time.Millisecond})
	for name, c := range map[string]struct{ sent, want string }{
		"nothing":       {"", ""},
		"half a header": {"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Le", ""},
		"half a body":   {"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"price\":", "408"},
		"half a chunk":  {"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{\"price\":", "408"},
	} {
		conn, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, c.sent); err != nil {
			t.Fatal(err)
		}
		res, err := http.Get("http://" + at + "/health")
		if err != nil || res.StatusCode != 200 {
			t.Errorf("%s: others are not answered: %v", name, err)
		} else {
			res.Body.Close()
		}
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(bufio.NewReader(conn)) // until the server ends it
		if err != nil || !strings.Contains(string(raw), c.want) {
			t.Errorf("%s: %q %v, want %s", name, raw, err, c.want)
		}
	}
}

// TestHugeBodies sends more than is taken, with and without saying so first.
func TestHugeBodies(t *testing.T) {
	at := run(t, shop(), Options{MaxBody: 1000})
	for name, body := range map[string]io.Reader{
		"said":   strings.NewReader(strings.Repeat("x", 1001)),
		"unsaid": io.MultiReader(strings.NewReader(`[`), strings.NewReader(strings.Repeat(`{"price":1},`, 100_000))),
	} {
		res, err := http.Post("http://"+at+"/predict", "application/json", body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		res.Body.Close()
		if res.StatusCode != 413 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
	if res, err := http.Get("http://" + at + "/health"); err != nil || res.StatusCode != 200 {
		t.Errorf("afterwards: %v", err)
	} else {
		res.Body.Close()
	}
}

// TestFilesAreReadAgain exchanges the files of two models under load, once by a hangup signal
// and then because they changed. Every answer is that of one of the models.
func TestFilesAreReadAgain(t *testing.T) {
	for _, signal := range []bool{true, false} {
		if signal && runtime.GOOS == "windows" {
			continue // there is no such signal
		}
		o := Options{Log: log.New(t.Output(), "", 0)}
		if !signal {
			o.Watch = time.Millisecond
		}
		dir := t.TempDir()
		paths := []string{filepath.Join(dir, "shop.winnow"), filepath.Join(dir, "shed.winnow")}
		for i, p := range paths {
			if err := modelfile.Save(p, modeltest.Shop(float64(10*i+1))); err != nil {
				t.Fatal(err)
			}
		}
		models, err := Load(t.Context(), paths)
		if err != nil {
			t.Fatal(err)
		}
		at := run(t, models, o)
		var over atomic.Bool
		var wg sync.WaitGroup
		for c := range 4 {
			wg.Go(func() {
				client := &http.Client{Transport: &http.Transport{}}
				defer client.CloseIdleConnections()
				for n := 0; !over.Load(); n++ {
					k := (c + n) % 2
					answered(t, client, at, []string{"shop", "shed"}[k], float64(10*k))
				}
			})
		}
		client := &http.Client{}
		for slope := 2; slope <= 5; slope++ {
			for i, p := range paths {
				if err := modelfile.Save(p, modeltest.Shop(float64(10*i+slope))); err != nil {
					t.Fatal(err)
				}
			}
			if signal {
				self, err := os.FindProcess(os.Getpid())
				if err != nil {
					t.Fatal(err)
				}
				if err := self.Signal(syscall.SIGHUP); err != nil {
					t.Fatal(err)
				}
			}
			for answered(t, client, at, "shop", 0) != slope || answered(t, client, at, "shed", 10) != slope {
				if t.Failed() {
					break
				}
			}
		}
		over.Store(true)
		wg.Wait()
	}
}

// answered asks a model and returns which of its slopes, from 1 to 5, answered.
func answered(t *testing.T, client *http.Client, at, model string, first float64) int {
	res, err := client.Post("http://"+at+"/models/"+model+"/predict", "application/json", strings.NewReader(`{"price":0.1,"colour":"red"}`))
	if err != nil {
		t.Error(err)
		return 0
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Errorf("%d %s %v", res.StatusCode, raw, err)
		return 0
	}
	for slope := 1; slope <= 5; slope++ {
		if strings.Contains(string(raw), fmt.Sprintf(`"yes":%v`, modeltest.Chance(0.1, 0, first+float64(slope)))) {
			return slope
		}
	}
	t.Errorf("the answer is of no model: %s", raw)
	return 0
}
