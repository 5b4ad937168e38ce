/*
Package leakedgoroutine finds goroutines that have no way to end.

# Analyzer leakedgoroutine

leakedgoroutine: report goroutines that have no way to end

A goroutine that waits for something that never comes stays for as long as the
process, with its stack and all that it refers to. If it is started per call,
the server grows with each call.

# Measured

100 requests are answered, each by four workers. Wrong: 400 goroutines are left.
Right: 0 goroutines are left.

# The code

WRONG:

	func upload(parts []part) error {
		work := make(chan part)
		go func() {
			for _, p := range parts {
				work <- p
			}
		}()
		var wg sync.WaitGroup
		wg.Add(len(parts))
		for range 4 {
			go func() {
				for p := range work { // reported: the goroutine ranges over "work" for ever: nobody closes it when the senders have ended, and the goroutine leaks with all it holds on each call of "upload"; close it after the last send
					p.send()
					wg.Done()
				}
			}()
		}
		wg.Wait()
		return nil
	}

RIGHT:

	func upload(parts []part) error {
		work := make(chan part)
		go func() {
			defer close(work)
			for _, p := range parts {
				work <- p
			}
		}()
		var wg sync.WaitGroup
		wg.Add(len(parts))
		for range 4 {
			go func() {
				for p := range work {
					p.send()
					wg.Done()
				}
			}()
		}
		wg.Wait()
		return nil
	}

So is a goroutine that receives from a channel that nobody sends on or closes,
or sends on one that nobody receives from. (Where somebody does, and stops,
leakedsend speaks.) The channel has to be a local one that does not escape, or to
stay in an unexported field or package variable: then the package has to lack the
other operation, and any function that waits for it is reported. So is one that
waits for a sync.Cond in a field that nobody signals, and a goroutine for whose
context the cancel function is put in a field that nobody reads.

Whoever starts a goroutine to wait for it waits for ever, too, if that does not
always say that it is done:

WRONG:

	func resize(images [3]image) {
		var wg sync.WaitGroup
		for _, img := range images {
			wg.Add(1)
			go func() {
				if err := img.shrink(); err != nil {
					return
				}
				wg.Done()
			}()
		}
		wg.Wait() // reported: this waits for ever once the goroutine started at line 5 returns at line 7 without calling Done; call it on every way out, with defer
	}

RIGHT:

	func resize(images [3]image) {
		var wg sync.WaitGroup
		for _, img := range images {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if err := img.shrink(); err != nil {
					return
				}
			}()
		}
		wg.Wait()
	}

The same holds for a channel that the goroutine is to send on or to close, for a
wait in the loop that starts what Add has counted before, and for a function that
sends on a channel without a buffer before anybody else has got it.

The other way to stay is a loop without an exit, in a goroutine that is started
while a request waits, or whose ticker the function stops: that does not close
the ticker's channel.

WRONG:

	func export(w http.ResponseWriter, r *http.Request) {
		var n atomic.Int64
		t := time.NewTicker(time.Second)
		defer t.Stop()
		go func() { // reported: this goroutine never ends, and each call of "export" leaves one behind: "Stop" does not close the ticker's channel, and the loop at line 6 has no other way out; end it by a context or a channel that is closed
			for range t.C {
				log.Print("exported ", n.Load())
			}
		}()
		write(w, &n)
	}

RIGHT:

	func export(w http.ResponseWriter, r *http.Request) {
		var n atomic.Int64
		t := time.NewTicker(time.Second)
		defer t.Stop()
		done := make(chan struct{})
		defer close(done)
		go func() {
			for {
				select {
				case <-t.C:
					log.Print("exported ", n.Load())
				case <-done:
					return
				}
			}
		}()
		write(w, &n)
	}

A case of a select whose channel nobody closes or sends on is no exit.

# Silent

Main and package initialisation, whose goroutines may live as long as
the process; loops that can be left in any way; what runs once: behind a
sync.Once, a flag that is set, a look-up that found nothing; channels that are
stored or handed to code that is not seen, and those that such code feeds; fields
that a file for another system mentions; test doubles.

# The fix

There is none: what is to end the goroutine is for the author to say. The server was
measured with the change above, the first.

# Other linters

staticcheck's SA1015 reports time.Tick where its ticker is never collected, that is,
before Go 1.23; gosec's G118 loops that make calls without a look at a context's end. Of
the measured program neither says anything. goleak finds such goroutines in a test that leaves them
behind.
*/
package leakedgoroutine
