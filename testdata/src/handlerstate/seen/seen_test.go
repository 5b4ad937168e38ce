package seen

import (
	"net/http/httptest"
	"testing"
)

func TestView(t *testing.T) {
	p := newPage()
	p.view(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if p.views != 1 {
		t.Errorf("%d views", p.views)
	}
}
