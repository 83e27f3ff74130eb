// @azure-rest/ai-vision-face 1.0.0-beta.1, which uses v1.1-preview.1: the calls that differ from the later release.
import assert from "node:assert/strict";
import { test } from "node:test";

import createClient, { getLongRunningPoller, isUnexpected } from "ai-vision-face-beta.1";

import * as service from "./service.mjs";
import { octets, photo } from "./service.mjs";

const client = createClient(service.endpoint, service.credential, service.options);
const done = (reply) => service.body(isUnexpected, reply);

test("person group: a person is enrolled, trained and identified", async () => {
  const at = (path, ...ids) => client.path("/persongroups/{personGroupId}" + path, "family", ...ids);
  await done(at("").put({ body: { name: "Family" } }));
  const { personId } = await done(at("/persons").post({ body: { name: "Ada" } }));
  await done(at("/persons/{personId}/persistedfaces", personId).post({ contentType: octets, body: photo("ada") }));
  await (await getLongRunningPoller(client, await at("/train").post(), service.polling)).pollUntilDone();

  const [{ faceId }] = await done(client.path("/detect").post({ contentType: octets, body: photo("ada") }));
  const results = await done(client.path("/identify").post({ body: { faceIds: [faceId], personGroupId: "family" } }));
  assert.deepEqual(results[0].candidates, [{ personId, confidence: 1 }]);
});

for (const call of ["detectLiveness", "detectLivenessWithVerify"]) {
  test(`sessions of ${call} are created, listed in pages, audited and deleted`, async () => {
    const sessions = `/${call}/singleModal/sessions`;
    const body = { livenessOperationMode: "Passive", deviceCorrelationId: "device" };
    const created = [];
    for (let count = 0; count < 3; count += 1) {
      created.push((await done(client.path(sessions).post({ contentType: "application/json", body }))).sessionId);
    }
    const ids = created.sort();

    const page = await done(client.path(sessions).get({ queryParameters: { start: ids[0], top: 1 } }));
    assert.deepEqual(page.map((session) => session.id), [ids[1]]);
    const item = client.path(`${sessions}/{sessionId}`, ids[0]);
    assert.equal((await done(item.get())).status, "NotStarted");
    assert.deepEqual(await done(client.path(`${sessions}/{sessionId}/audit`, ids[0]).get()), []);
    await done(item.delete());
    assert.deepEqual((await done(client.path(sessions).get())).map((session) => session.id), ids.slice(1));
  });
}

test("a session with verify is created with its image", async () => {
  const session = await done(
    client.path("/detectLivenessWithVerify/singleModal/sessions").post({
      contentType: "multipart/form-data",
      body: [
        { name: "Parameters", body: { livenessOperationMode: "Passive", deviceCorrelationIdSetInClient: true } },
        { name: "VerifyImage", body: photo("ada") },
      ],
    }),
  );

  assert.equal(session.verifyImage.faceRectangle.width, 36);
});
