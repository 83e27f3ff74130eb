// The service for both test programs, from the environment that `test_javascript.py` sets.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { AzureKeyCredential } from "@azure/core-auth";

export const { FACE_ENDPOINT: endpoint, FACE_KEY: key, FACE_PHOTOS: photos, FACE_WEB: web } = process.env;
export const credential = new AzureKeyCredential(key);
// The service has no TLS, and polls are frequent because its trainings are short.
export const options = { allowInsecureConnection: true };
export const polling = { intervalInMs: 50 };

export const photo = (name) => readFileSync(join(photos, `${name}.jpg`));
export const octets = "application/octet-stream";

// Returns the body of a response that the client considers a success.
export async function body(isUnexpected, reply) {
  const response = await reply;
  assert.ok(!isUnexpected(response), `${response.status} ${JSON.stringify(response.body)}`);
  return response.body;
}
