#!/usr/bin/env bash
# Compares the stack with the account and writes the reports. Drift itself is no failure here: reports/drift-exit-code
# has 0 or 7, so that the reports can be uploaded before the job fails. Needs: PULUMI_STACK, PULUMI_BACKEND_URL.
set -euo pipefail

mkdir -p reports
options=()
if [[ -f azure-face-ignore.yaml ]]; then
  options+=(--ignore-file azure-face-ignore.yaml)
fi

exit_code=0
azure-face drift --stack "$PULUMI_STACK" "${options[@]}" \
  --format markdown --output reports/drift.md \
  --format sarif --output reports/drift.sarif \
  --format junit --output reports/drift.xml \
  --format html --output reports/drift.html || exit_code=$?

case $exit_code in
  0 | 7) echo "$exit_code" > reports/drift-exit-code ;;
  *) exit "$exit_code" ;; # 1: it could not tell; 2: wrong usage
esac
