// What both clients are told about the service, by the test that runs them (`test_javascript.py`).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { AzureKeyCredential } from "@azure/core-auth";

export const { FACE_ENDPOINT: endpoint, FACE_KEY: key, FACE_PHOTOS: photos, FACE_WEB: web } = process.env;
export const credential = new AzureKeyCredential(key);
// The service is on this machine, without TLS; waits are short, for its trainings are.
export const options = { allowInsecureConnection: true };
export const polling = { intervalInMs: 50 };

export const photo = (name) => readFileSync(join(photos, `${name}.jpg`));
export const octets = "application/octet-stream";

// The body of a reply that the client itself takes for a success.
export async function body(isUnexpected, reply) {
  const answered = await reply;
  assert.ok(!isUnexpected(answered), `${answered.status} ${JSON.stringify(answered.body)}`);
  return answered.body;
}
