package ctxless

import "strings"

// A family is a library whose calls take their context from the value that
// they are called on: db.WithContext(ctx).First(&user).
type family struct {
	kind     Kind
	pkgs     []string // "path/..." for all below
	carriers []string // types whose values carry a context on; "*Call": by suffix
	sources  []string // types that start a chain, and carry none
	finish   []string // methods that block; "*Cmd": those with such a result
	attach   []string // methods that attach a context
	inPlace  bool     // attach changes the value it is called on, too
	closing  []string // methods that hand a new carrier to a callback
	instead  string
}

var families = []*family{
	{
		kind:     Query,
		pkgs:     []string{"gorm.io/gorm"},
		carriers: words("DB Association"),
		finish: words("Create CreateInBatches Save First Take Last Find FindInBatches FirstOrInit FirstOrCreate " +
			"Update Updates UpdateColumn UpdateColumns Delete Count Row Rows Scan Pluck Exec Begin Transaction " +
			"Append Replace Clear"),
		attach:  words("WithContext"),
		closing: words("Transaction"),
		instead: "put WithContext({ctx}) in front",
	},
	{
		kind:     Query,
		pkgs:     []string{"xorm.io/xorm", "github.com/go-xorm/xorm"},
		carriers: words("Session Interface"),
		sources:  words("Engine EngineGroup EngineInterface"),
		finish: words("Get Find FindAndCount Count Exist Insert InsertOne InsertMulti Update Delete Exec Query QueryString " +
			"QueryInterface QuerySliceString QueryRow Iterate Rows Sum Sums SumsInt SumInt Ping Transaction"),
		attach:  words("Context PingContext"),
		inPlace: true,
		closing: words("Transaction"),
		instead: "put Context({ctx}) in front",
	},
	{
		kind:     Send,
		pkgs:     []string{"github.com/go-resty/resty/v2", "gopkg.in/resty.v1", "resty.dev/v3"},
		carriers: words("Request"),
		sources:  words("Client"),
		finish:   words("Get Head Post Put Patch Delete Options Trace Execute Send"),
		attach:   words("SetContext WithContext"),
		inPlace:  true,
		instead:  "call SetContext({ctx}) on the request",
	},
	{
		kind:     Send,
		pkgs:     []string{"github.com/imroc/req/v3"},
		carriers: words("Request"),
		sources:  words("Client"),
		finish:   words("Get Head Post Put Patch Delete Options Send MustGet MustHead MustPost MustPut MustPatch MustDelete"),
		attach:   words("SetContext"),
		inPlace:  true,
		instead:  "call SetContext({ctx}) on the request",
	},
	{
		kind:     Other,
		pkgs:     []string{"github.com/go-redis/redis", "github.com/go-redis/redis/v7"},
		carriers: words("Client ClusterClient Ring Conn Pipeline Tx Pipeliner"),
		finish:   words("*Cmd Exec Pipelined TxPipelined"),
		attach:   words("WithContext ExecContext ProcessContext DoContext"),
		instead:  "put WithContext({ctx}) in front",
	},
	{
		kind:     Query,
		pkgs:     []string{"github.com/go-pg/pg", "github.com/go-pg/pg/v9", "github.com/go-pg/pg/v10", "github.com/go-pg/pg/v9/orm", "github.com/go-pg/pg/v10/orm"},
		carriers: words("DB Query"),
		finish: words("Select Insert Update UpdateNotZero Delete ForceDelete Count EstimatedCount Exists First Last " +
			"SelectAndCount SelectOrInsert Begin RunInTransaction Ping Exec ExecOne QueryOne"),
		attach:  words("WithContext Context ModelContext"),
		instead: "use ModelContext({ctx}, ...) or WithContext({ctx})",
	},
	{
		kind:     Query,
		pkgs:     []string{"github.com/gocql/gocql"},
		carriers: words("Query Batch"),
		sources:  words("Session"),
		finish:   words("Exec Scan Iter MapScan ScanCAS MapScanCAS ExecuteBatch"),
		attach:   words("WithContext"),
		instead:  "put WithContext({ctx}) in front",
	},
	{
		kind:     Query,
		pkgs:     []string{"github.com/go-gorp/gorp", "github.com/go-gorp/gorp/v3", "gopkg.in/gorp.v2", "gopkg.in/gorp.v3"},
		carriers: words("DbMap Transaction SqlExecutor"),
		finish: words("Get Insert Update Delete Exec Select SelectInt SelectNullInt SelectFloat SelectNullFloat SelectStr " +
			"SelectNullStr SelectOne Query QueryRow Begin"),
		attach:  words("WithContext"),
		instead: "put WithContext({ctx}) in front",
	},
	{
		kind:     Query,
		pkgs:     []string{"github.com/pocketbase/dbx"},
		carriers: words("DB Tx Builder Query SelectQuery"),
		finish:   words("All One Row Rows Column Execute"),
		attach:   words("WithContext"),
		inPlace:  true,
		closing:  words("Transactional TransactionalContext"), // reported there
		instead:  "call WithContext({ctx}) on the query",
	},
	{
		kind:     Query,
		pkgs:     []string{"github.com/pocketbase/dbx"},
		carriers: words("DB Tx ModelQuery"), // a Builder's Insert only prepares
		finish:   words("Insert Update Delete"),
		attach:   words("WithContext"),
		inPlace:  true,
		closing:  words("Transactional TransactionalContext"),
		instead:  "call WithContext({ctx}) on the query",
	},
	{
		kind:     Query,
		pkgs:     []string{"github.com/pocketbase/dbx"},
		carriers: words("DB"),
		finish:   words("Begin Transactional"),
		attach:   words("WithContext"),
		instead:  "put WithContext({ctx}) in front",
	},
	{
		kind:     Send,
		pkgs:     []string{"google.golang.org/api/..."},
		carriers: words("*Call"),
		sources:  words("*Service"),
		finish:   words("Do Download"),
		attach:   words("Context"),
		inPlace:  true,
		instead:  "put Context({ctx}) in front",
	},
}

func words(s string) []string { return strings.Fields(s) }
