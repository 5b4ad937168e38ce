package ctxless

import (
	"go/ast"
	"go/constant"
	"go/types"
	"net/netip"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// An entry says what a call does and what to write instead, in the imperative;
// {ctx} stands for the context.
type entry struct {
	kind    Kind
	instead string
}

const (
	doRequest  = "use http.NewRequestWithContext({ctx}, ...) and Do"
	newRequest = "use http.NewRequestWithContext({ctx}, ...)"
	dialer     = "use (&net.Dialer{...}).DialContext({ctx}, ...)"
	tlsDialer  = "use (&tls.Dialer{...}).DialContext({ctx}, ...)"
)

// table holds the functions and methods known one by one.
var table = map[key]entry{
	{"net/http", "", "Get"}:            {Send, doRequest},
	{"net/http", "", "Head"}:           {Send, doRequest},
	{"net/http", "", "Post"}:           {Send, doRequest},
	{"net/http", "", "PostForm"}:       {Send, doRequest},
	{"net/http", "Client", "Get"}:      {Send, doRequest},
	{"net/http", "Client", "Head"}:     {Send, doRequest},
	{"net/http", "Client", "Post"}:     {Send, doRequest},
	{"net/http", "Client", "PostForm"}: {Send, doRequest},
	{"net/http", "", "NewRequest"}:     {Request, newRequest},

	{"github.com/hashicorp/go-retryablehttp", "", "Get"}:            {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "Head"}:           {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "Post"}:           {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "PostForm"}:       {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "Get"}:      {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "Head"}:     {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "Post"}:     {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "PostForm"}: {Send, "use retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "NewRequest"}:     {Request, "use retryablehttp.NewRequestWithContext({ctx}, ...)"},

	{"database/sql", "DB", "Begin"}:      {Query, "use BeginTx({ctx}, nil)"},
	{"database/sql", "DB", "Exec"}:       {Query, "use ExecContext({ctx}, ...)"},
	{"database/sql", "DB", "Ping"}:       {Query, "use PingContext({ctx})"},
	{"database/sql", "DB", "Prepare"}:    {Query, "use PrepareContext({ctx}, ...)"},
	{"database/sql", "DB", "Query"}:      {Query, "use QueryContext({ctx}, ...)"},
	{"database/sql", "DB", "QueryRow"}:   {Query, "use QueryRowContext({ctx}, ...)"},
	{"database/sql", "Tx", "Exec"}:       {Query, "use ExecContext({ctx}, ...)"},
	{"database/sql", "Tx", "Prepare"}:    {Query, "use PrepareContext({ctx}, ...)"},
	{"database/sql", "Tx", "Query"}:      {Query, "use QueryContext({ctx}, ...)"},
	{"database/sql", "Tx", "QueryRow"}:   {Query, "use QueryRowContext({ctx}, ...)"},
	{"database/sql", "Stmt", "Exec"}:     {Query, "use ExecContext({ctx}, ...)"},
	{"database/sql", "Stmt", "Query"}:    {Query, "use QueryContext({ctx}, ...)"},
	{"database/sql", "Stmt", "QueryRow"}: {Query, "use QueryRowContext({ctx}, ...)"},

	// What has a twin with an error result needs no entry but for its kind.
	{"github.com/jmoiron/sqlx", "", "Get"}:                                    {Query, "use sqlx.GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "Select"}:                                 {Query, "use sqlx.SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "NamedExec"}:                              {Query, "use sqlx.NamedExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "NamedQuery"}:                             {Query, "use sqlx.NamedQueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "MustExec"}:                               {Query, "use sqlx.MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "Preparex"}:                               {Query, "use sqlx.PreparexContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "Connect"}:                                {Query, "use sqlx.ConnectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Beginx"}:                               {Query, "use BeginTxx({ctx}, nil)"},
	{"github.com/jmoiron/sqlx", "DB", "MustBegin"}:                            {Query, "use MustBeginTx({ctx}, nil)"},
	{"github.com/jmoiron/sqlx", "DB", "Get"}:                                  {Query, "use GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Select"}:                               {Query, "use SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "MustExec"}:                             {Query, "use MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "NamedExec"}:                            {Query, "use NamedExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "NamedQuery"}:                           {Query, "use NamedQueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "PrepareNamed"}:                         {Query, "use PrepareNamedContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Preparex"}:                             {Query, "use PreparexContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Queryx"}:                               {Query, "use QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "QueryRowx"}:                            {Query, "use QueryRowxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Get"}:                                  {Query, "use GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Select"}:                               {Query, "use SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "MustExec"}:                             {Query, "use MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "NamedExec"}:                            {Query, "use NamedExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "NamedQuery"}:                           {Query, "use sqlx.NamedQueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "PrepareNamed"}:                         {Query, "use PrepareNamedContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Preparex"}:                             {Query, "use PreparexContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Queryx"}:                               {Query, "use QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "QueryRowx"}:                            {Query, "use QueryRowxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "Get"}:                                {Query, "use GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "Select"}:                             {Query, "use SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "MustExec"}:                           {Query, "use MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "Queryx"}:                             {Query, "use QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "QueryRowx"}:                          {Query, "use QueryRowxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Exec"}:                          {Query, "use ExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Get"}:                           {Query, "use GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Select"}:                        {Query, "use SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "MustExec"}:                      {Query, "use MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Query"}:                         {Query, "use QueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Queryx"}:                        {Query, "use QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "QueryRow"}:                      {Query, "use QueryRowContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "QueryRowx"}:                     {Query, "use QueryRowxContext({ctx}, ...)"},
	{"github.com/Masterminds/squirrel", "SelectBuilder", "QueryRow"}:          {Query, "use QueryRowContext({ctx})"},
	{"github.com/Masterminds/squirrel", "InsertBuilder", "QueryRow"}:          {Query, "use QueryRowContext({ctx})"},
	{"github.com/Masterminds/squirrel", "UpdateBuilder", "QueryRow"}:          {Query, "use QueryRowContext({ctx})"},
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "SqlConn", "Exec"}:      {Query, "use ExecCtx({ctx}, ...)"},
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "SqlConn", "QueryRow"}:  {Query, "use QueryRowCtx({ctx}, ...)"},
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "SqlConn", "QueryRows"}: {Query, "use QueryRowsCtx({ctx}, ...)"},

	{"net", "", "Dial"}:                                {Dial, dialer},
	{"net", "", "DialTimeout"}:                         {Dial, dialer},
	{"net", "", "DialTCP"}:                             {Dial, dialer},
	{"net", "", "DialUnix"}:                            {Dial, dialer},
	{"net", "Dialer", "Dial"}:                          {Dial, "use DialContext({ctx}, ...)"},
	{"crypto/tls", "", "Dial"}:                         {Dial, tlsDialer},
	{"crypto/tls", "", "DialWithDialer"}:               {Dial, tlsDialer},
	{"crypto/tls", "Dialer", "Dial"}:                   {Dial, "use DialContext({ctx}, ...)"},
	{"crypto/tls", "Conn", "Handshake"}:                {Dial, "use HandshakeContext({ctx})"},
	{"net/smtp", "", "Dial"}:                           {Dial, "use (&net.Dialer{}).DialContext({ctx}, ...) and smtp.NewClient"},
	{"github.com/gorilla/websocket", "Dialer", "Dial"}: {Dial, "use DialContext({ctx}, ...)"},
	{"golang.org/x/net/websocket", "", "DialConfig"}:   {Dial, "use (*websocket.Config).DialContext({ctx})"},
	{"golang.org/x/net/websocket", "", "Dial"}:         {Dial, "use websocket.NewConfig(...) and (*websocket.Config).DialContext({ctx})"},

	{"github.com/gomodule/redigo/redis", "Conn", "Do"}:  {Other, "use redis.DoContext(conn, {ctx}, ...)"},
	{"github.com/gomodule/redigo/redis", "Pool", "Get"}: {Other, "use GetContext({ctx})"},
	{"github.com/gomodule/redigo/redis", "", "Dial"}:    {Dial, "use redis.DialContext({ctx}, ...)"},
	{"github.com/gomodule/redigo/redis", "", "DialURL"}: {Dial, "use redis.DialURLContext({ctx}, ...)"},

	{"net", "", "LookupAddr"}:                      {Lookup, "use net.DefaultResolver.LookupAddr({ctx}, ...)"},
	{"net", "", "LookupCNAME"}:                     {Lookup, "use net.DefaultResolver.LookupCNAME({ctx}, ...)"},
	{"net", "", "LookupHost"}:                      {Lookup, "use net.DefaultResolver.LookupHost({ctx}, ...)"},
	{"net", "", "LookupIP"}:                        {Lookup, "use net.DefaultResolver.LookupIPAddr({ctx}, ...)"},
	{"net", "", "LookupMX"}:                        {Lookup, "use net.DefaultResolver.LookupMX({ctx}, ...)"},
	{"net", "", "LookupNS"}:                        {Lookup, "use net.DefaultResolver.LookupNS({ctx}, ...)"},
	{"net", "", "LookupPort"}:                      {Lookup, "use net.DefaultResolver.LookupPort({ctx}, ...)"},
	{"net", "", "LookupSRV"}:                       {Lookup, "use net.DefaultResolver.LookupSRV({ctx}, ...)"},
	{"net", "", "LookupTXT"}:                       {Lookup, "use net.DefaultResolver.LookupTXT({ctx}, ...)"},
	{"github.com/miekg/dns", "", "Exchange"}:       {Lookup, "use dns.ExchangeContext({ctx}, ...)"},
	{"github.com/miekg/dns", "Client", "Exchange"}: {Lookup, "use ExchangeContext({ctx}, ...)"},

	{"os/exec", "", "Command"}: {Command, "use exec.CommandContext({ctx}, ...)"},
}

// harmless reports whether a call of the table does not block after all: a UDP
// "connection" to a literal address only picks a local one, and a connection
// with a deadline ends a handshake by itself.
func harmless(info *types.Info, k key, cur inspector.Cursor) bool {
	call := cur.Node().(*ast.CallExpr)
	switch {
	case k.name == "Handshake":
		return hasDeadline(info, cur)
	case k.pkg != "net" || !strings.HasPrefix(k.name, "Dial") || len(call.Args) < 2:
		return false
	}
	network, ok := constantString(info, call.Args[0])
	if !ok || !strings.HasPrefix(network, "udp") {
		return false
	}
	address, ok := constantString(info, call.Args[1])
	if !ok {
		return false
	}
	_, err := netip.ParseAddrPort(address)
	return err == nil
}

// hasDeadline reports whether the function around cur sets a deadline on a
// connection.
func hasDeadline(info *types.Info, cur inspector.Cursor) bool {
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		for c := range fn.Preorder((*ast.CallExpr)(nil)) {
			f, ok := typeutil.Callee(info, c.Node().(*ast.CallExpr)).(*types.Func)
			if ok && deadlines[f.Name()] && f.Signature().Recv() != nil {
				return true
			}
		}
	}
	return false
}

// deadlines holds the methods of net.Conn that set deadlines.
var deadlines = map[string]bool{"SetDeadline": true, "SetReadDeadline": true, "SetWriteDeadline": true}

func constantString(info *types.Info, e ast.Expr) (string, bool) {
	v := info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}
