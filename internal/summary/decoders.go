package summary

import "go/types"

// decoders holds the functions and methods that write to what their pointer
// arguments point to.
var decoders = map[string]bool{
	"encoding/asn1.Unmarshal":                    true,
	"encoding/binary.Read":                       true,
	"encoding/json.Unmarshal":                    true,
	"encoding/xml.Unmarshal":                     true,
	"fmt.Fscan":                                  true,
	"fmt.Fscanf":                                 true,
	"fmt.Sscan":                                  true,
	"fmt.Sscanf":                                 true,
	"github.com/BurntSushi/toml.Decode":          true,
	"github.com/BurntSushi/toml.Unmarshal":       true,
	"github.com/bytedance/sonic.Unmarshal":       true,
	"github.com/bytedance/sonic.UnmarshalString": true,
	"github.com/caarlos0/env.Parse":              true,
	"github.com/goccy/go-json.Unmarshal":         true,
	"github.com/goccy/go-yaml.Unmarshal":         true,
	"github.com/jmoiron/sqlx.DB.Get":             true,
	"github.com/jmoiron/sqlx.DB.GetContext":      true,
	"github.com/jmoiron/sqlx.DB.Select":          true,
	"github.com/jmoiron/sqlx.DB.SelectContext":   true,
	"github.com/jmoiron/sqlx.Tx.Get":             true,
	"github.com/jmoiron/sqlx.Tx.Select":          true,
	"github.com/mitchellh/mapstructure.Decode":   true,
	"github.com/pelletier/go-toml.Unmarshal":     true,
	"github.com/pelletier/go-toml/v2.Unmarshal":  true,
	"github.com/spf13/viper.Unmarshal":           true,
	"github.com/spf13/viper.UnmarshalKey":        true,
	"google.golang.org/protobuf/proto.Unmarshal": true,
	"gopkg.in/yaml.v2.Unmarshal":                 true,
	"gopkg.in/yaml.v3.Unmarshal":                 true,
	"gorm.io/gorm.DB.Find":                       true,
	"gorm.io/gorm.DB.First":                      true,
	"gorm.io/gorm.DB.Last":                       true,
	"gorm.io/gorm.DB.Pluck":                      true,
	"gorm.io/gorm.DB.Take":                       true,
	"sigs.k8s.io/yaml.Unmarshal":                 true,
	"xorm.io/xorm.Engine.Find":                   true,
	"xorm.io/xorm.Engine.Get":                    true,
	"xorm.io/xorm.Session.Find":                  true,
	"xorm.io/xorm.Session.Get":                   true,
}

// decodeMethods holds methods that do so, whatever their receiver.
var decodeMethods = map[string]bool{
	"Bind":            true,
	"BindJSON":        true,
	"BindQuery":       true,
	"BindUri":         true,
	"BodyParser":      true,
	"Decode":          true,
	"DecodeElement":   true,
	"ParamsParser":    true,
	"QueryParser":     true,
	"ReadJSON":        true,
	"Scan":            true,
	"ShouldBind":      true,
	"ShouldBindJSON":  true,
	"ShouldBindQuery": true,
	"ShouldBindUri":   true,
	"ShouldBindWith":  true,
	"StructScan":      true,
	"Unmarshal":       true,
	"UnmarshalKey":    true,
}

// mutators holds the functions that change the elements of their first argument.
var mutators = map[string]bool{
	"maps.Copy":             true,
	"maps.DeleteFunc":       true,
	"maps.Insert":           true,
	"slices.Compact":        true,
	"slices.CompactFunc":    true,
	"slices.Delete":         true,
	"slices.DeleteFunc":     true,
	"slices.Replace":        true,
	"slices.Reverse":        true,
	"slices.Sort":           true,
	"slices.SortFunc":       true,
	"slices.SortStableFunc": true,
	"sort.Float64s":         true,
	"sort.Ints":             true,
	"sort.Slice":            true,
	"sort.SliceStable":      true,
	"sort.Sort":             true,
	"sort.Stable":           true,
	"sort.Strings":          true,
}

func writesArgs(obj *types.Func) bool {
	return decoders[externalName(obj)] || obj.Signature().Recv() != nil && decodeMethods[obj.Name()]
}
