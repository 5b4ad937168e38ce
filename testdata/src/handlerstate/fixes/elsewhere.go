package fixes

import "net/http"

// No fix: a fix changes one file.
var scattered int

func scatter(w http.ResponseWriter, r *http.Request) { scattered++ } // want `package variable "scattered"`
