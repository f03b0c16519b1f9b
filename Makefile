# Two commands set everything up on a fresh machine: make run and make test.
SHELL := /bin/bash
TAGS  := x11,migrated_fynedo
GO    ?= go
BIN   := bin/winnow
export CGO_ENABLED ?= 1

.PHONY: run test build headless scorers release deps lint cross clean

## run: install what is missing, build, and open the app on the churn sample; without a
## display, do the main job on that sample in the terminal.
run:
	@if [[ "$$(uname)" == Darwin || -n "$$DISPLAY$$WAYLAND_DISPLAY" ]]; then \
		.ci/deps window && $(MAKE) --no-print-directory build && $(BIN) sampledata/churn.csv; \
	else \
		$(MAKE) --no-print-directory headless && bin/winnow-headless demo; \
	fi

## test: everything, with one run of the real window on a virtual screen.
test:
	@.ci/test

build:
	$(GO) build -trimpath -tags $(TAGS) -ldflags "-s -w" -o $(BIN) ./cmd/winnow

headless:
	CGO_ENABLED=0 $(GO) build -trimpath -tags headless -ldflags "-s -w" -o bin/winnow-headless ./cmd/winnow

## scorers: the small programs that carry exported models, for every platform.
scorers:
	@for p in linux-amd64 linux-arm64 windows-amd64 windows-arm64 darwin-amd64 darwin-arm64; do \
		os=$${p%-*}; ext=; [ $$os = windows ] && ext=.exe; echo "bin/scorers/scorer-$$p$$ext"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$${p#*-} $(GO) build -trimpath -ldflags "-s -w" -o bin/scorers/scorer-$$p$$ext ./cmd/scorer || exit 1; \
	done

## release: the headless command and the app with all scorers inside.
release: scorers
	@mkdir -p automl/export/scorers && for f in bin/scorers/*; do gzip -9 -c $$f > automl/export/scorers/$${f##*/}.gz; done
	$(GO) build -trimpath -tags $(TAGS),scorers -ldflags "-s -w" -o $(BIN) ./cmd/winnow
	CGO_ENABLED=0 $(GO) build -trimpath -tags headless,scorers -ldflags "-s -w" -o bin/winnow-headless ./cmd/winnow

lint:
	@.ci/lint

cross:
	@.ci/cross

clean:
	rm -rf bin dist
