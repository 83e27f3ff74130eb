#!/usr/bin/env bash
# Writes what `pulumi up` would do into reports/preview.txt, and fails if the preview does.
# Needs: PULUMI_STACK, PULUMI_BACKEND_URL.
set -euo pipefail

mkdir -p reports
pulumi preview --diff --non-interactive --color never 2>&1 | tee reports/preview.txt
