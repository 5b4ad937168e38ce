package report

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A browser shows one page.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string // what the page asks for
	errors   []string // what goes wrong in it
}

// open shows the page of the module in dir in a headless Chromium.
func open(t *testing.T, dir string) *browser {
	t.Helper()
	exe := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			exe = path
			break
		}
	}
	if exe == "" {
		t.Skip("no Chromium here: install the package chromium to test the page")
	}
	file := filepath.Join(t.TempDir(), "page.html")
	lint(t, dir, "-html", file)

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.WindowSize(1280, 1000),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx}
	b.must(chromedp.Listen(ctx, b.listen))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	b.must(err)
	b.run(chromedp.Navigate((&url.URL{Scheme: "file", Path: file}).String()))
	return b
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.errors = append(b.errors, fmt.Sprint(e.Type))
	}
}

func (b *browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, actions...))
}

// eval runs JavaScript in the page.
func (b *browser) eval(format string, args ...any) {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(format, args...) + "; undefined"))
}

// want fails unless the expression in JavaScript has the value.
func want[T comparable](b *browser, expression string, value T) {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	b.must(err)
	if got != value {
		b.t.Errorf("%s\ngot  %v\nwant %v", expression, got, value)
	}
}

const (
	cards = `[...document.querySelectorAll(".card")].filter((c) => c.offsetParent).length`
	press = `document.querySelector('.facets [data-name="%s"]').click()`
)

// self reports what the page asks the network for, and its errors.
func (b *browser) self() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) != 1 || !strings.HasPrefix(b.requests[0], "file://") {
		b.t.Errorf("requests: %q", b.requests)
	}
	if len(b.errors) > 0 {
		b.t.Errorf("errors: %q", b.errors)
	}
}

// screenshot writes a picture to the directory SCREENSHOTS, if that is set.
func (b *browser) screenshot(name string) {
	b.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	b.must(err)
	b.must(os.WriteFile(filepath.Join(dir, name+".png"), png, 0o666))
}

func TestPage(t *testing.T) {
	b := open(t, shop)
	want(b, cards, 16)
	want(b, `document.getElementById("shown").textContent`, "16 findings")
	want(b, `document.querySelectorAll(".group").length`, 16)
	want(b, `[...document.querySelectorAll('[data-rule="contextless"] .path .stop code')].map((c) => c.textContent).slice(0, 2).join(" ")`,
		"Server.products Store.Products")
	want(b, `document.querySelector('[data-rule="contextless"] .here .mark').textContent`, "s.db.Query")
	b.screenshot("light")

	// Search and choice narrow each other, and each other's counts.
	b.run(chromedp.SendKeys(chromedp.CSS("#search"), "PRODUCTS.go query"))
	want(b, cards, 1)
	want(b, `document.getElementById("shown").textContent`, "1 of 16 findings")
	want(b, `document.querySelector('.facets [data-name="sleepsync"] b').textContent`, "0")
	b.run(chromedp.SendKeys(chromedp.CSS("#search"), kb.Escape))
	want(b, cards, 16)
	b.eval(press, "contextless")
	b.eval(press, "sleepsync")
	want(b, cards, 2)
	b.run(chromedp.SendKeys(chromedp.CSS("#search"), "nothing has this"))
	want(b, cards, 0)
	want(b, `document.getElementById("empty").hidden`, false)
	b.run(chromedp.Click(chromedp.CSS("#reset")))
	want(b, cards, 16)

	// By package, and back.
	b.run(chromedp.Click(chromedp.CSS("#by-package")))
	want(b, `document.querySelectorAll(".group").length`, 11)
	want(b, cards, 16)
	b.screenshot("packages")
	b.run(chromedp.Click(chromedp.CSS("#by-rule")))
	want(b, `document.querySelectorAll(".group").length`, 16)

	// All of it by keys.
	want(b, `document.querySelectorAll(".card:not([open])").length`, 0)
	b.run(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"), chromedp.KeyEvent("j"), chromedp.KeyEvent(kb.Enter))
	want(b, `[...document.querySelectorAll(".card")].indexOf(document.querySelector(".card:not([open])"))`, 1)
	want(b, `document.querySelectorAll(".card.current:not([open])").length`, 1)
	b.run(chromedp.Click(chromedp.CSS("#all")))
	want(b, `document.querySelectorAll(".card:not([open])").length`, 0)
	b.run(chromedp.KeyEvent("/"))
	want(b, `document.activeElement.id`, "search")
	b.self()
}

// TestPageThemes: the page follows the system, and its button.
func TestPageThemes(t *testing.T) {
	const back = `getComputedStyle(document.body).backgroundColor`
	b := open(t, shop)
	want(b, back, "rgb(246, 245, 242)")
	dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, dark)
	b.must(err)
	want(b, back, "rgb(16, 18, 22)")
	b.screenshot("dark")
	b.run(chromedp.Click(chromedp.CSS("#theme")))
	want(b, back, "rgb(246, 245, 242)")
	b.eval(`document.querySelector('[data-rule="contextless"]').scrollIntoView(); scrollBy(0, -140)`)
	b.screenshot("path-light")
	b.run(chromedp.Click(chromedp.CSS("#theme")))
	b.screenshot("path-dark")
	b.run(chromedp.EmulateViewport(390, 844))
	b.eval(`scrollTo(0, 0)`)
	want(b, `document.documentElement.scrollWidth <= innerWidth`, true)
	b.screenshot("phone")
	b.self()
}

// TestPageEscapes: what the linted code contains is shown, not run.
func TestPageEscapes(t *testing.T) {
	b := open(t, hostile(t))
	want(b, `String(window.pwned)`, "undefined")
	want(b, `document.scripts.length`, 1)
	want(b, `document.images.length`, 0)
	want(b, cards, 1)
	want(b, `document.querySelector(".here .t").textContent`,
		"\t"+`seen["</script><script>window.pwned = 1</script><img src=x onerror='window.pwned=1'>𝄞"]++ // </div>`)
	b.screenshot("hostile")

	// And were it not escaped, it would not run either.
	b.eval(`document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.pwned=1'>")`)
	b.run(chromedp.Sleep(200 * time.Millisecond))
	want(b, `String(window.pwned)`, "undefined")
}
