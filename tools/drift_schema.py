"""Print the JSON Schema of drift reports, from the models.

python tools/drift_schema.py > provider/pulumi_azure_face/drift/drift.schema.json
"""

from __future__ import annotations

import json

from pulumi_azure_face.drift.report import Report


def main() -> None:
    schema = Report.model_json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Drift report of azure-face"}
    print(json.dumps({**head, **{name: value for name, value in schema.items() if name not in head}}, indent=2))


if __name__ == "__main__":
    main()
