// Package lasting makes things for the whole process while a request waits.
package lasting

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.org/dep"
)

type bucket struct{ name string }

func (b *bucket) List(ctx context.Context) {} // want List:"idle contexts .0."
func (b *bucket) Warm(ctx context.Context) {} // want Warm:"idle contexts .0."

type cloud interface {
	Bucket(ctx context.Context, name string) (*bucket, error)
	Region(ctx context.Context) (string, error)
}

type store struct {
	mu     sync.Mutex
	cloud  cloud
	bucket *bucket
	spare  *bucket
	region string
	shared atomic.Pointer[bucket]
}

var global *bucket

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if b, err := s.lazily(); err == nil {
		b.List(r.Context())
	}
	s.inBlock()
	s.atomically()
	s.ofPackage()
	s.somethingElse()
	s.always()
	s.refreshed()
	s.onSomeCondition()
	s.setUp()
	s.passing()
	p := &perRequest{r: r, s: s}
	p.load()
}

// Made once, for all requests that come.
func (s *store) lazily() (*bucket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bucket != nil {
		return s.bucket, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	b, err := s.cloud.Bucket(ctx, "files")
	if err != nil {
		return nil, err
	}
	b.Warm(ctx)
	s.bucket = b
	return b, nil
}

// The other way round.
func (s *store) inBlock() *bucket {
	if s.spare == nil {
		s.spare, _ = s.cloud.Bucket(context.Background(), "spare")
	}
	return s.spare
}

// With an atomic.
func (s *store) atomically() *bucket {
	if b := s.shared.Load(); b != nil {
		return b
	}
	b, _ := s.cloud.Bucket(context.Background(), "shared")
	s.shared.Store(b)
	return b
}

// In a variable of the package.
func (s *store) ofPackage() *bucket {
	if global != nil {
		return global
	}
	b, _ := s.cloud.Bucket(context.Background(), "global")
	global = b
	return global
}

// What is made has nothing to do with the call.
func (s *store) somethingElse() *bucket {
	if s.bucket != nil {
		return s.bucket
	}
	s.bucket = &bucket{}
	region, _ := s.cloud.Region(context.Background()) // want `cuts the call of "Region" off`
	s.region = region
	return s.bucket
}

// Made each time.
func (s *store) always() {
	b, _ := s.cloud.Bucket(context.Background(), "files") // want `cuts the call of "Bucket" off`
	s.bucket = b
}

// Made again and again.
func (s *store) refreshed() {
	if s.bucket != nil && s.region == "" {
		return
	}
	s.bucket, _ = s.cloud.Bucket(context.Background(), "files") // want `cuts the call of "Bucket" off`
}

// Not made for want of one.
func (s *store) onSomeCondition() {
	if s.bucket != nil {
		s.region = "eu"
	}
	s.bucket, _ = s.cloud.Bucket(context.Background(), "files") // want `cuts the call of "Bucket" off`
}

// The request keeps it, nobody else.
type perRequest struct {
	r *http.Request
	s *store
	b *bucket
}

func (p *perRequest) load() *bucket {
	if p.b != nil {
		return p.b
	}
	p.b, _ = p.s.cloud.Bucket(context.Background(), "mine") // want `cuts the call of "Bucket" off`
	return p.b
}

// Its callers keep what it makes.
func newBucket(c cloud) (*bucket, error) {
	b, err := c.Bucket(context.Background(), "kept")
	return b, err
}

// It makes something, and does something else besides.
func newChecked(c cloud) *bucket {
	region, _ := c.Region(context.Background()) // want `cuts the call of "Region" off`
	println(region)
	return &bucket{}
}

func initGlobal(c cloud) *bucket {
	b, _ := c.Bucket(context.Background(), "kept")
	return b
}

func (s *store) setUp() error {
	b, err := newBucket(s.cloud)
	if err != nil {
		return err
	}
	s.bucket = b
	global = initGlobal(s.cloud)
	s.spare = newChecked(s.cloud)
	return nil
}

// Its caller only uses what it makes.
func openBucket(c cloud) *bucket {
	b, _ := c.Bucket(context.Background(), "passing") // want `cuts the call of "Bucket" off`
	return b
}

func (s *store) passing() {
	b := openBucket(s.cloud)
	println(b.name)
}

type mailPool struct{ conf string }

// NewMailPool is another package's to keep: silent.
func NewMailPool(s *settings) *mailPool {
	return &mailPool{conf: s.lookup(context.Background(), "mail")}
}

type settings struct{}

func (*settings) lookup(ctx context.Context, key string) string {
	<-ctx.Done()
	return key
}

type parts struct {
	settings *settings
	queue    *mailPool
}

// mailQueue makes its queue once, unless it is told to make it again: silent.
func (p *parts) mailQueue(reload bool) *mailPool {
	if p.queue != nil && !reload {
		return p.queue
	}
	conf := p.settings.lookup(context.Background(), "queue")
	p.queue = &mailPool{conf: conf + "!"}
	return p.queue
}

// each asks anew for each request.
func (p *parts) each() string {
	return p.settings.lookup(context.Background(), "each") // want `context.Background\(\) cuts the call of "lookup" off`
}

func (p *parts) serve(w http.ResponseWriter, r *http.Request) {
	p.mailQueue(false)
	NewMailPool(p.settings)
	p.each()
	connected("a:1")
	p.told("a:1")
}

// Nothing of a connection lasts where an error is all that comes of it.
func (p *parts) told(addr string) error {
	c, err := dep.New(addr)
	if err != nil {
		return err
	}
	return c.ConnectContext(context.Background()) // want `cuts the call of "ConnectContext" off`
}

// connected readies what it returns: silent.
func connected(addr string) (*dep.Client, error) {
	c, err := dep.New(addr)
	if err != nil {
		return nil, err
	}
	err = c.ConnectContext(context.Background())
	return c, err
}
