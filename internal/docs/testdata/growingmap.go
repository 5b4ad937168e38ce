package page

import "net/http"

func search(w http.ResponseWriter, r *http.Request) {}
