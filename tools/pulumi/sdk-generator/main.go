// Writes SDKs of the provider plugin from its schema.
//
//	azure-face-sdks SCHEMA FOLDER [LANGUAGE...]
//
// It needs neither an engine nor a language host, unlike `pulumi package gen-sdk`. The generators are in generators.go.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-azure-face"

type files = map[string][]byte

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: %s SCHEMA FOLDER [LANGUAGE...]", os.Args[0]))
	}
	languages := os.Args[3:]
	if len(languages) == 0 {
		for language := range generators {
			languages = append(languages, language)
		}
	}
	for _, language := range languages {
		if err := generate(os.Args[1], filepath.Join(os.Args[2], language), language); err != nil {
			fail(fmt.Errorf("generate the SDK for %s: %w", language, err))
		}
	}
}

func generate(schemaFile, folder, language string) error {
	generator, ok := generators[language]
	if !ok {
		return fmt.Errorf("no generator for this language")
	}
	// Generators change the package that they get, so each reads its own.
	pkg, err := load(schemaFile)
	if err != nil {
		return err
	}
	generated, err := generator(pkg)
	if err != nil {
		return err
	}
	for name, content := range generated {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Reads a schema and reports everything that breaks a rule of the schema format.
func load(schemaFile string) (*schema.Package, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, loader, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return pkg, nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
