package lazystatus
import _ "github.com/go-chi/render"
