package main

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"

	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// The schema refers to no other package.
var loader schema.Loader

var generators = map[string]func(*schema.Package) (files, error){
	"dotnet": func(pkg *schema.Package) (files, error) {
		// The generator downloads the logo of the package, which has none. An empty one needs no network.
		server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
			var logo bytes.Buffer
			_ = png.Encode(&logo, image.NewRGBA(image.Rect(0, 0, 64, 64)))
			_, _ = response.Write(logo.Bytes())
		}))
		defer server.Close()
		pkg.LogoURL = server.URL
		return dotnet.GeneratePackage(tool, pkg, nil, nil)
	},
}
