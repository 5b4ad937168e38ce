package ctxless

import (
	"go/ast"
	"go/constant"
	"go/types"
	"net/netip"
	"strings"
)

// An entry says what a call does and what to write instead; {ctx} stands for
// the context.
type entry struct {
	kind    Kind
	instead string
}

const (
	doRequest  = "http.NewRequestWithContext({ctx}, ...) and Do"
	newRequest = "http.NewRequestWithContext({ctx}, ...)"
	dialer     = "(&net.Dialer{...}).DialContext({ctx}, ...)"
	tlsDialer  = "(&tls.Dialer{...}).DialContext({ctx}, ...)"
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

	{"github.com/hashicorp/go-retryablehttp", "", "Get"}:            {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "Head"}:           {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "Post"}:           {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "PostForm"}:       {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "Get"}:      {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "Head"}:     {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "Post"}:     {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "Client", "PostForm"}: {Send, "retryablehttp.NewRequestWithContext({ctx}, ...) and Do"},
	{"github.com/hashicorp/go-retryablehttp", "", "NewRequest"}:     {Request, "retryablehttp.NewRequestWithContext({ctx}, ...)"},

	{"database/sql", "DB", "Begin"}:      {Query, "BeginTx({ctx}, nil)"},
	{"database/sql", "DB", "Exec"}:       {Query, "ExecContext({ctx}, ...)"},
	{"database/sql", "DB", "Ping"}:       {Query, "PingContext({ctx})"},
	{"database/sql", "DB", "Prepare"}:    {Query, "PrepareContext({ctx}, ...)"},
	{"database/sql", "DB", "Query"}:      {Query, "QueryContext({ctx}, ...)"},
	{"database/sql", "DB", "QueryRow"}:   {Query, "QueryRowContext({ctx}, ...)"},
	{"database/sql", "Tx", "Exec"}:       {Query, "ExecContext({ctx}, ...)"},
	{"database/sql", "Tx", "Prepare"}:    {Query, "PrepareContext({ctx}, ...)"},
	{"database/sql", "Tx", "Query"}:      {Query, "QueryContext({ctx}, ...)"},
	{"database/sql", "Tx", "QueryRow"}:   {Query, "QueryRowContext({ctx}, ...)"},
	{"database/sql", "Stmt", "Exec"}:     {Query, "ExecContext({ctx}, ...)"},
	{"database/sql", "Stmt", "Query"}:    {Query, "QueryContext({ctx}, ...)"},
	{"database/sql", "Stmt", "QueryRow"}: {Query, "QueryRowContext({ctx}, ...)"},

	// What has a twin with an error result needs no entry but for its kind.
	{"github.com/jmoiron/sqlx", "", "Get"}:                                    {Query, "sqlx.GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "Select"}:                                 {Query, "sqlx.SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "NamedExec"}:                              {Query, "sqlx.NamedExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "NamedQuery"}:                             {Query, "sqlx.NamedQueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "MustExec"}:                               {Query, "sqlx.MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "Preparex"}:                               {Query, "sqlx.PreparexContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "", "Connect"}:                                {Query, "sqlx.ConnectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Beginx"}:                               {Query, "BeginTxx({ctx}, nil)"},
	{"github.com/jmoiron/sqlx", "DB", "MustBegin"}:                            {Query, "MustBeginTx({ctx}, nil)"},
	{"github.com/jmoiron/sqlx", "DB", "Get"}:                                  {Query, "GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Select"}:                               {Query, "SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "MustExec"}:                             {Query, "MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "NamedExec"}:                            {Query, "NamedExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "NamedQuery"}:                           {Query, "NamedQueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "PrepareNamed"}:                         {Query, "PrepareNamedContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Preparex"}:                             {Query, "PreparexContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "Queryx"}:                               {Query, "QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "DB", "QueryRowx"}:                            {Query, "QueryRowxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Get"}:                                  {Query, "GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Select"}:                               {Query, "SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "MustExec"}:                             {Query, "MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "NamedExec"}:                            {Query, "NamedExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "NamedQuery"}:                           {Query, "sqlx.NamedQueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "PrepareNamed"}:                         {Query, "PrepareNamedContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Preparex"}:                             {Query, "PreparexContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "Queryx"}:                               {Query, "QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Tx", "QueryRowx"}:                            {Query, "QueryRowxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "Get"}:                                {Query, "GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "Select"}:                             {Query, "SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "MustExec"}:                           {Query, "MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "Queryx"}:                             {Query, "QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "Stmt", "QueryRowx"}:                          {Query, "QueryRowxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Exec"}:                          {Query, "ExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Get"}:                           {Query, "GetContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Select"}:                        {Query, "SelectContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "MustExec"}:                      {Query, "MustExecContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Query"}:                         {Query, "QueryContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "Queryx"}:                        {Query, "QueryxContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "QueryRow"}:                      {Query, "QueryRowContext({ctx}, ...)"},
	{"github.com/jmoiron/sqlx", "NamedStmt", "QueryRowx"}:                     {Query, "QueryRowxContext({ctx}, ...)"},
	{"github.com/Masterminds/squirrel", "SelectBuilder", "QueryRow"}:          {Query, "QueryRowContext({ctx})"},
	{"github.com/Masterminds/squirrel", "InsertBuilder", "QueryRow"}:          {Query, "QueryRowContext({ctx})"},
	{"github.com/Masterminds/squirrel", "UpdateBuilder", "QueryRow"}:          {Query, "QueryRowContext({ctx})"},
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "SqlConn", "Exec"}:      {Query, "ExecCtx({ctx}, ...)"},
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "SqlConn", "QueryRow"}:  {Query, "QueryRowCtx({ctx}, ...)"},
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "SqlConn", "QueryRows"}: {Query, "QueryRowsCtx({ctx}, ...)"},

	{"net", "", "Dial"}:                                {Dial, dialer},
	{"net", "", "DialTimeout"}:                         {Dial, dialer},
	{"net", "", "DialTCP"}:                             {Dial, dialer},
	{"net", "Dialer", "Dial"}:                          {Dial, "DialContext({ctx}, ...)"},
	{"crypto/tls", "", "Dial"}:                         {Dial, tlsDialer},
	{"crypto/tls", "", "DialWithDialer"}:               {Dial, tlsDialer},
	{"crypto/tls", "Dialer", "Dial"}:                   {Dial, "DialContext({ctx}, ...)"},
	{"github.com/gorilla/websocket", "Dialer", "Dial"}: {Dial, "DialContext({ctx}, ...)"},
	{"golang.org/x/net/websocket", "", "DialConfig"}:   {Dial, "(*websocket.Config).DialContext({ctx})"},
	{"golang.org/x/net/websocket", "", "Dial"}:         {Dial, "websocket.NewConfig(...) and (*websocket.Config).DialContext({ctx})"},

	{"net", "", "LookupAddr"}:                      {Lookup, "net.DefaultResolver.LookupAddr({ctx}, ...)"},
	{"net", "", "LookupCNAME"}:                     {Lookup, "net.DefaultResolver.LookupCNAME({ctx}, ...)"},
	{"net", "", "LookupHost"}:                      {Lookup, "net.DefaultResolver.LookupHost({ctx}, ...)"},
	{"net", "", "LookupIP"}:                        {Lookup, "net.DefaultResolver.LookupIP({ctx}, ...)"},
	{"net", "", "LookupMX"}:                        {Lookup, "net.DefaultResolver.LookupMX({ctx}, ...)"},
	{"net", "", "LookupNS"}:                        {Lookup, "net.DefaultResolver.LookupNS({ctx}, ...)"},
	{"net", "", "LookupPort"}:                      {Lookup, "net.DefaultResolver.LookupPort({ctx}, ...)"},
	{"net", "", "LookupSRV"}:                       {Lookup, "net.DefaultResolver.LookupSRV({ctx}, ...)"},
	{"net", "", "LookupTXT"}:                       {Lookup, "net.DefaultResolver.LookupTXT({ctx}, ...)"},
	{"github.com/miekg/dns", "", "Exchange"}:       {Lookup, "dns.ExchangeContext({ctx}, ...)"},
	{"github.com/miekg/dns", "Client", "Exchange"}: {Lookup, "ExchangeContext({ctx}, ...)"},

	{"os/exec", "", "Command"}: {Command, "exec.CommandContext({ctx}, ...)"},
}

// harmless reports whether a call of the table does not block after all: a UDP
// "connection" to a literal address only picks a local one.
func harmless(info *types.Info, k key, call *ast.CallExpr) bool {
	if k.pkg != "net" || !strings.HasPrefix(k.name, "Dial") || len(call.Args) < 2 {
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

func constantString(info *types.Info, e ast.Expr) (string, bool) {
	v := info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}
