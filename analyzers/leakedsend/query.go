package leakedsend

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A query asks, for one channel, whether the function it comes from (the
// parent) can go away while a goroutine still needs the other end. Its
// demands are the operations in goroutines that block: sends, or in the mirror
// image receives. The parent supplies the opposite operation.
type query struct {
	c      *checker
	ends   *chans.Ends
	demand chans.OpKind // Send, or Recv in the mirror image
	room   int          // sends that the channel's buffer takes
	limit  int          // more demands than this are many

	spawns     []*spawn
	bySite     map[*chans.Frame]*spawn
	supply     map[*ssa.BasicBlock]bool // blocks where the parent supplies
	conds      map[any]uint             // bits of the conditions
	clears     map[ssa.Value]uint64     // bits that a value's new evaluation makes stale
	deep       map[*chans.Frame]bool    // frames being walked as listeners
	memo       map[call][]state
	budget     int
	final      map[finalKey]bool
	bySentinel bool                 // the receivers stop for a certain value
	only       map[*chans.Op]bool   // see onlyWayOut
	totals     map[*chans.Frame]int // see worst
	leaks      []leak
	handed     []state   // in which the parent returns the channel
	made       ssa.Value // where the channel is made, perhaps in a function called
	dropped    bool      // the parent throws away the channel that it gets
}

// A spawn is a goroutine that makes demands, as started from one place.
type spawn struct {
	frame *chans.Frame
	index int
	total int // demands on its worst way
	ord   map[*chans.Op]int
	sites []*chans.Op
	// single: the place starts one goroutine per channel, not one per iteration.
	single bool
	trips  int // if > 1: how many it starts
	done   []place
}

// A leak is a way out of the parent that leaves a goroutine waiting.
type leak struct {
	at    token.Pos // where the parent leaves
	leave token.Pos // the case or return that made it leave, if it is another place
	state state
}

// maxSpawns is how many spawns a state tells apart; the last one stands for
// all further ones.
const maxSpawns = 4

// A state is what is known on a way through the parent.
type state struct {
	p      [maxSpawns]uint8 // demands of each spawn so far
	r      uint8            // supplies so far
	credit uint8            // supplies that come when the parent ends
	added  uint8            // spawns whose total over all trips is in p already
	joined uint8            // spawns that a deferred call waits for
	known  uint64           // conditions decided on the way
	value  uint64           // and how
	sel    *ssa.Select      // the select entered last
	taken  int              // its case
	leave  token.Pos
}

func (s *state) sum() int {
	n := 0
	for _, p := range s.p {
		n += int(p)
	}
	return n
}

// pending is the number of demands not yet met.
func (s *state) pending() int { return s.sum() - int(s.r) - int(s.credit) }

// demand adds n demands of spawn i. Above the query's limit they count as many.
func (q *query) add(s *state, i, n int) {
	s.p[i] = uint8(min(int(s.p[i])+n, q.limit))
	s.settle()
}

// settle starts counting anew where all demands are met.
func (s *state) settle() {
	if s.sum() == int(s.r) {
		s.p, s.r = [maxSpawns]uint8{}, 0
	}
}

// supplied counts a supply; early ones, before a demand, only where the buffer
// may hold them. However many there are, they never make up for many demands.
func (q *query) supplied(s *state) {
	if s.pending() > 0 || q.demand == chans.Recv {
		s.r = uint8(min(int(s.r)+1, q.limit-q.room-1))
	}
	s.settle()
}

// expect counts n supplies that come later, from a deferred call or a listener.
func (q *query) expect(s *state, n uint8) {
	s.credit = uint8(min(int(s.credit)+int(n), q.limit-q.room-1))
}

// remove takes out spawn i, which is known to have ended.
func (s *state) remove(i int) {
	s.r -= min(s.r, s.p[i])
	s.p[i] = 0
}

func (s *state) set(bit uint, v bool) {
	s.known |= 1 << bit
	s.value &^= 1 << bit
	if v {
		s.value |= 1 << bit
	}
}

// newQuery returns the query, or nil if no goroutine makes demands.
func (c *checker) newQuery(ends *chans.Ends, demand chans.OpKind, room int) *query {
	q := c.emptyQuery(ends, demand)
	q.setRoom(room)
	ends.Root.All(func(f *chans.Frame) {
		started := f.Extern != nil && f.Extern.GoSends > 0 && f.Goroutine() == nil
		if (started || f.Mode == chans.Go && f.Goroutine() == f) && !underUnseen(f) {
			q.addSpawn(f)
		}
	})
	if len(q.spawns) == 0 {
		return nil
	}
	q.bySentinel = demand == chans.Recv && q.stopsByValue()
	return q
}

// setRoom sets the capacity of the channel, and how many demands are many.
func (q *query) setRoom(room int) {
	q.room = min(room, chans.Many-2)
	q.limit = min(q.room+10, chans.Many)
}

// emptyQuery returns a query without spawns.
func (c *checker) emptyQuery(ends *chans.Ends, demand chans.OpKind) *query {
	q := &query{
		c: c, ends: ends, demand: demand, limit: 10, made: ends.Origin,
		bySite: map[*chans.Frame]*spawn{},
		supply: map[*ssa.BasicBlock]bool{},
		conds:  map[any]uint{},
		clears: map[ssa.Value]uint64{},
		deep:   map[*chans.Frame]bool{},
		memo:   map[call][]state{},
		final:  map[finalKey]bool{},
		only:   map[*chans.Op]bool{},
		totals: map[*chans.Frame]int{},
		budget: 10_000,
	}
	ends.Root.EachOp(func(op *chans.Op) {
		if op.Kind != demand {
			for f, in := op.Frame, op.Instr; f != nil; f, in = f.Up, f.Site {
				q.supply[in.Block()] = true
				if f.Up == nil {
					break
				}
			}
		}
	})
	return q
}

// underUnseen reports whether f runs when code that is not seen decides so.
func underUnseen(f *chans.Frame) bool {
	for ; f != nil; f = f.Up {
		if f.Unseen && f.Goroutine() == nil {
			return true
		}
		if f.Up != nil && f.Up.Unseen && f.Up.Goroutine() == nil {
			return true
		}
	}
	return false
}

func (q *query) addSpawn(f *chans.Frame) {
	s := &spawn{frame: f, index: min(len(q.spawns), maxSpawns-1), ord: map[*chans.Op]int{}}
	s.total = q.worst(f, 0, s.ord)
	if s.total == 0 {
		return
	}
	f.All(func(g *chans.Frame) {
		if g.Extern != nil && q.worst(g, 0, nil) > 0 {
			op := &chans.Op{Kind: q.demand, Frame: g, Instr: g.Site, Case: -1}
			s.sites = append(s.sites, op)
			s.ord[op] = s.total
		}
	})
	f.EachOp(func(op *chans.Op) {
		if q.demands(op) {
			s.sites = append(s.sites, op)
		}
	})
	q.repeats(s)
	s.done = q.c.doneWith(f)
	q.spawns = append(q.spawns, s)
	q.bySite[f] = s
}

// repeats finds out how many goroutines the place of s starts.
func (q *query) repeats(s *spawn) {
	f := s.frame
	s.single = true
	s.trips = 1
	for fr, in := f.Up, ssa.Instruction(f.Site); fr != nil; fr, in = fr.Up, fr.Site {
		for _, l := range chans.Around(q.c.loopsOf(fr.Fn), in.Block()) {
			if fr.Up == nil && l.Blocks[originBlock(q.ends.Origin)] {
				break // a new channel each time
			}
			s.single = false
			if n, ok := l.Trips(); ok && !q.suppliesIn(l) {
				s.trips *= max(n, 1)
			} else {
				s.trips = 0
			}
		}
		if fr.Many {
			s.single, s.trips = false, 0
		}
		if fr.Up == nil {
			break
		}
	}
}

func originBlock(v ssa.Value) *ssa.BasicBlock {
	if in, ok := v.(ssa.Instruction); ok {
		return in.Block()
	}
	return nil
}

// suppliesIn reports whether the parent supplies in the loop.
func (q *query) suppliesIn(l *chans.Loop) bool {
	for b := range q.supply {
		if l.Blocks[b] {
			return true
		}
	}
	return false
}

// ask walks the parent from the origin of the channel and collects its leaks.
func (q *query) ask(start state) []leak {
	root := q.ends.Root
	if in, ok := q.ends.Origin.(ssa.Instruction); ok {
		q.seed(&start, in.Block())
		q.walk(root, in.Block(), slices.Index(in.Block().Instrs, in)+1, start)
	} else {
		q.walk(root, root.Fn.Blocks[0], 0, start)
	}
	if q.budget <= 0 {
		q.handed = nil
		return nil
	}
	return q.leaks
}
