// @azure-rest/ai-vision-face 1.0.0-beta.3, which uses v1.2.
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import createClient, { getLongRunningPoller, isUnexpected } from "@azure-rest/ai-vision-face";

import * as service from "./service.mjs";
import { octets, photo, photos, web } from "./service.mjs";

const client = createClient(service.endpoint, service.credential, service.options);
const done = (reply) => service.body(isUnexpected, reply);

async function train(path, id) {
  const poller = await getLongRunningPoller(client, await client.path(path, id).post(), service.polling);
  await poller.pollUntilDone();
  return poller.getOperationState().status;
}

async function detect(name, queryParameters = {}) {
  return done(client.path("/detect").post({ contentType: octets, queryParameters, body: photo(name) }));
}

const groups = [
  ["/persongroups/{personGroupId}", "personGroupId"],
  ["/largepersongroups/{largePersonGroupId}", "largePersonGroupId"],
];
for (const [item, idField] of groups) {
  test(`${idField}: persons are enrolled, trained, identified and verified; all objects are updated and deleted`, async () => {
    const at = (path, ...ids) => client.path(item + path, "staff", ...ids);
    const collection = item.split("/{")[0];
    await done(at("").put({ body: { name: "Staff", userData: "u", recognitionModel: "recognition_04" } }));
    const [ada, bob] = await Promise.all(
      ["Ada", "Bob"].map(async (name) => (await done(at("/persons").post({ body: { name } }))).personId),
    );
    const faces = "/persons/{personId}/persistedfaces";
    const queryParameters = { userData: "left", detectionModel: "detection_03", targetFace: [1, 2, 30, 40] };
    const added = await done(
      at(faces, ada).post({ contentType: octets, queryParameters, body: photo("ada") }),
    );
    const stream = createReadStream(join(photos, "eve.jpg"));
    await done(at(faces, ada).post({ contentType: octets, body: stream }));
    await done(at(faces, bob).post({ contentType: "application/json", body: { url: `${web}/bob.jpg` } }));

    assert.equal(await train(`${item}/train`, "staff"), "succeeded");
    const status = await done(at("/training").get());
    assert.equal(status.status, "succeeded");
    assert.ok(Math.abs(Date.parse(status.createdDateTime) - Date.now()) < 60_000);

    const [{ faceId }] = await detect("ada", { recognitionModel: "recognition_04", faceIdTimeToLive: 120 });
    const query = { faceIds: [faceId], [idField]: "staff", confidenceThreshold: 0.5, maxNumOfCandidatesReturned: 5 };
    const candidates = await done(client.path("/identify").post({ body: query }));
    assert.deepEqual(candidates, [{ faceId, candidates: [{ personId: ada, confidence: 1 }] }]);
    for (const personId of [ada, bob]) {
      const verified = await done(client.path("/verify").post({ body: { faceId, [idField]: "staff", personId } }));
      assert.equal(verified.isIdentical, personId === ada);
    }

    const face = [`${faces}/{persistedFaceId}`, ada, added.persistedFaceId];
    assert.equal((await done(at(...face).get())).userData, "left");
    await done(at(...face).patch({ body: { userData: "right" } }));
    assert.equal((await done(at(...face).get())).userData, "right");
    await done(at(...face).delete());
    await done(at("/persons/{personId}", bob).patch({ body: { name: "Robert" } }));
    assert.equal((await done(at("/persons/{personId}", bob).get())).name, "Robert");
    await done(at("/persons/{personId}", ada).delete());
    const persons = await done(at("/persons").get({ queryParameters: { start: "0", top: 10 } }));
    assert.deepEqual(persons.map((person) => person.personId), [bob]);
    await done(at("").patch({ body: { name: "Team" } }));
    const group = await done(at("").get({ queryParameters: { returnRecognitionModel: true } }));
    assert.deepEqual(group, { [idField]: "staff", name: "Team", userData: "u", recognitionModel: "recognition_04" });
    assert.equal((await done(client.path(collection).get({ queryParameters: { top: 1 } }))).length, 1);
    await done(at("").delete());
  });
}

test("large face list: faces are added, trained and searched; all objects are updated and deleted", async () => {
  const item = "/largefacelists/{largeFaceListId}";
  const at = (path, ...ids) => client.path(item + path, "visitors", ...ids);
  await done(at("").put({ body: { name: "Visitors" } }));
  const add = (body) => done(at("/persistedfaces").post({ contentType: octets, body }));
  const [ada, bob] = [await add(photo("ada")), await add(photo("bob"))].map((face) => face.persistedFaceId);

  assert.equal(await train(`${item}/train`, "visitors"), "succeeded");
  const [{ faceId }] = await detect("ada");
  const search = (options) =>
    done(client.path("/findsimilars").post({ body: { faceId, largeFaceListId: "visitors", ...options } }));
  assert.deepEqual(await search(), [{ persistedFaceId: ada, confidence: 1 }]);
  assert.equal((await search({ mode: "matchFace", maxNumOfCandidatesReturned: 2 }))[1].persistedFaceId, bob);

  const face = ["/persistedfaces/{persistedFaceId}", ada];
  await done(at(...face).patch({ body: { userData: "left" } }));
  assert.equal((await done(at(...face).get())).userData, "left");
  await done(at(...face).delete());
  const faces = await done(at("/persistedfaces").get({ queryParameters: { top: 5 } }));
  assert.deepEqual(faces, [{ persistedFaceId: bob }]);
  await done(at("").patch({ body: { userData: "u" } }));
  assert.deepEqual(await done(client.path("/largefacelists").get()), [
    { largeFaceListId: "visitors", name: "Visitors", userData: "u" },
  ]);
  await done(at("").delete());
});

test("face list: faces are added, searched without training, and deleted", async () => {
  const at = (path, ...ids) => client.path("/facelists/{faceListId}" + path, "few", ...ids);
  await done(at("").put({ body: { name: "Few" } }));
  const { persistedFaceId } = await done(
    at("/persistedfaces").post({ contentType: octets, queryParameters: { userData: "left" }, body: photo("ada") }),
  );

  const [{ faceId }] = await detect("ada");
  const candidates = await done(client.path("/findsimilars").post({ body: { faceId, faceListId: "few" } }));
  assert.deepEqual(candidates, [{ persistedFaceId, confidence: 1 }]);
  assert.deepEqual((await done(at("").get())).persistedFaces, [{ persistedFaceId, userData: "left" }]);
  await done(at("/persistedfaces/{persistedFaceId}", persistedFaceId).delete());
  await done(at("").patch({ body: { name: "Fewer" } }));
  assert.deepEqual(await done(client.path("/facelists").get()), [{ faceListId: "few", name: "Fewer" }]);
  await done(at("").delete());
});

test("detected faces: they have landmarks and attributes, and are verified, grouped and searched", async () => {
  const queryParameters = {
    detectionModel: "detection_03",
    recognitionModel: "recognition_04",
    returnFaceId: true,
    returnFaceLandmarks: true,
    returnRecognitionModel: true,
    returnFaceAttributes: ["headPose", "mask", "qualityForRecognition"],
  };
  const [ada] = await detect("ada", queryParameters);
  const body = { url: `${web}/bob.jpg` };
  const [bob] = await done(client.path("/detect").post({ contentType: "application/json", queryParameters, body }));

  assert.equal(ada.recognitionModel, "recognition_04");
  assert.equal(ada.faceAttributes.mask.type, "noMask");
  assert.equal(Object.keys(ada.faceLandmarks).length, 27);
  const [faceId1, faceId2] = [ada.faceId, bob.faceId];
  const verified = await done(client.path("/verify").post({ body: { faceId1, faceId2 } }));
  assert.equal(verified.isIdentical, false);
  const grouped = await done(client.path("/group").post({ body: { faceIds: [faceId1, faceId2, faceId1] } }));
  assert.deepEqual(grouped, { groups: [[faceId1, faceId1]], messyGroup: [faceId2] });
  const similar = await done(client.path("/findsimilars").post({ body: { faceId: faceId1, faceIds: [faceId1, faceId2] } }));
  assert.deepEqual(similar, [{ faceId: faceId1, confidence: 1 }]);
});

test("liveness sessions are created, read and deleted", async () => {
  const body = { livenessOperationMode: "Passive", deviceCorrelationId: "device", authTokenTimeToLiveInSeconds: 60 };
  const session = await done(client.path("/detectLiveness-sessions").post({ body }));

  assert.ok(session.authToken);
  assert.equal(session.status, "NotStarted");
  const item = client.path("/detectLiveness-sessions/{sessionId}", session.sessionId);
  assert.deepEqual((await done(item.get())).results, { attempts: [] });
  await done(item.delete());
  const missing = await item.get();
  assert.ok(isUnexpected(missing));
  assert.equal(missing.body.error.code, "SessionNotFound");
});

test("liveness sessions with verify are created from a form, read and deleted", async () => {
  const session = await done(
    client.path("/detectLivenessWithVerify-sessions").post({
      contentType: "multipart/form-data",
      body: [
        { name: "livenessOperationMode", body: "PassiveActive" },
        { name: "deviceCorrelationIdSetInClient", body: false },
        { name: "deviceCorrelationId", body: "device" },
        { name: "authTokenTimeToLiveInSeconds", body: 60 },
        { name: "verifyConfidenceThreshold", body: 0.5 },
        { name: "verifyImage", body: photo("ada") },
      ],
    }),
  );

  const item = client.path("/detectLivenessWithVerify-sessions/{sessionId}", session.sessionId);
  const [reference] = (await done(item.get())).results.verifyReferences;
  assert.equal(reference.faceRectangle.width, 36);
  await done(item.delete());
});

test("errors have the code of the service", async () => {
  const reply = await client.path("/persongroups/{personGroupId}", "nowhere").get();

  assert.ok(isUnexpected(reply));
  assert.deepEqual([reply.status, reply.body.error.code], ["404", "PersonGroupNotFound"]);
  await done(client.path("/largefacelists/{largeFaceListId}", "empty").put({ body: { name: "Empty" } }));
  assert.equal(await train("/largefacelists/{largeFaceListId}/train", "empty"), "failed");
});
