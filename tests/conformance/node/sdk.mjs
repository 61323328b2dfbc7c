// Calls the official SDK's video methods against a server, and prints one JSON line per call.
// Usage: node sdk.mjs BASE_URL KEY IMAGE, with a PNG file of the default size
import assert from "node:assert/strict";
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import OpenAI, { toFile } from "openai";

const [baseURL, apiKey, imagePath] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 30_000 });
const { videos } = client;
const folder = mkdtempSync(join(tmpdir(), "videojobs-conformance-"));
const png = readFileSync(imagePath);
let source; // a finished job
let character;

const isJob = (video) => {
  assert.equal(video.object, "video");
  assert.equal(typeof video.id, "string");
  assert.ok(["queued", "in_progress", "completed"].includes(video.status), video.status);
};

async function finished(video) {
  for (let polls = 0; polls < 200; polls += 1) {
    const current = await videos.retrieve(video.id);
    if (current.status === "completed" || current.status === "failed") return current;
  }
  throw new Error(`${video.id} is not finished after 200 polls`);
}

async function isClip(response) {
  assert.equal(response.headers.get("content-type"), "video/mp4");
  const data = Buffer.from(await response.arrayBuffer());
  assert.equal(data.subarray(4, 8).toString(), "ftyp");
}

async function isPicture(response) {
  assert.match(response.headers.get("content-type"), /^image\//);
  assert.ok((await response.arrayBuffer()).byteLength > 20);
}

const calls = {
  "create: prompt only": async () => isJob(await videos.create({ prompt: "a boat" })),
  "create: model, seconds, size": async () => {
    const video = await videos.create({ prompt: "a boat", model: "sora-2", seconds: "8", size: "1280x720" });
    assert.deepEqual([video.model, video.seconds, video.size], ["sora-2", "8", "1280x720"]);
  },
  "create: image from a stream": async () => {
    const path = join(folder, "reference.png");
    writeFileSync(path, png);
    isJob(await videos.create({ prompt: "a boat", input_reference: createReadStream(path) }));
  },
  "create: image from memory": async () =>
    isJob(await videos.create({ prompt: "a boat", input_reference: await toFile(png, "a.png", { type: "image/png" }) })),
  "create: image by URL": async () =>
    isJob(await videos.create({ prompt: "a boat", input_reference: { image_url: "https://images.test/cat.png" } })),
  "create: image by file id": async () =>
    isJob(await videos.create({ prompt: "a boat", input_reference: { file_id: "file-123" } })),
  "create: other scripts and quotes": async () => isJob(await videos.create({ prompt: '日本 "q"\r\n' })),
  "retrieve until completed": async () => {
    source = await finished(await videos.create({ prompt: "a boat" }));
    assert.deepEqual([source.status, source.progress], ["completed", 100]);
  },
  "retrieve: a failed job is a value": async () => {
    const video = await finished(await videos.create({ prompt: "[[fail:moderation_blocked]]" }));
    assert.deepEqual([video.status, video.error.code], ["failed", "moderation_blocked"]);
  },
  "list: first page": async () => {
    const page = await videos.list({ limit: 2 });
    assert.deepEqual([page.data.length, page.has_more], [2, true]);
  },
  "list: all pages": async () => {
    const ids = [];
    for await (const video of videos.list({ limit: 3 })) ids.push(video.id);
    assert.ok(ids.length > 6 && new Set(ids).size === ids.length, `${ids.length} ids`);
  },
  "list: after, in ascending order": async () => {
    const page = await videos.list({ after: source.id, limit: 1, order: "asc" });
    assert.notEqual(page.data[0].id, source.id);
  },
  "download: the clip": async () => isClip(await videos.downloadContent(source.id)),
  "download: thumbnail": async () => isPicture(await videos.downloadContent(source.id, { variant: "thumbnail" })),
  "download: spritesheet": async () => isPicture(await videos.downloadContent(source.id, { variant: "spritesheet" })),
  remix: async () => {
    const video = await videos.remix(source.id, { prompt: "at night" });
    assert.equal(video.remixed_from_video_id, source.id);
  },
  "edit: a job": async () => isJob(await videos.edit({ prompt: "at night", video: { id: source.id } })),
  "edit: a file": async () => isJob(await videos.edit({ prompt: "at night", video: await toFile(png, "v.mp4") })),
  "extend: a job": async () =>
    isJob(await videos.extend({ prompt: "it sinks", seconds: "4", video: { id: source.id } })),
  "character: create": async () => {
    character = await videos.createCharacter({ name: "Bo", video: await toFile(png, "v.mp4") });
    assert.equal(character.name, "Bo");
  },
  "character: retrieve": async () => assert.equal((await videos.getCharacter(character.id)).name, "Bo"),
  delete: async () => {
    const deletion = await videos.delete((await finished(await videos.create({ prompt: "a boat" }))).id);
    assert.deepEqual([deletion.object, deletion.deleted], ["video.deleted", true]);
  },
};

// Each one: the call, the class of its error, and the status, unless the document leaves it open.
const withKey = (key) => new OpenAI({ baseURL, apiKey: key, maxRetries: 0 }).videos;
const errors = {
  "another key": [() => withKey("sk-wrong").list(), OpenAI.AuthenticationError, 401],
  "no prompt": [() => videos.create({}), OpenAI.BadRequestError, 400],
  "a length outside the list": [() => videos.create({ prompt: "a", seconds: "99" }), OpenAI.BadRequestError, 400],
  "a size outside the list": [() => videos.create({ prompt: "a", size: "1x1" }), OpenAI.BadRequestError, 400],
  "refused for its words": [() => videos.create({ prompt: "[[refuse:policy]]" }), OpenAI.BadRequestError, 400],
  "limit is no number": [() => videos.list({ limit: "many" }), OpenAI.BadRequestError, 400],
  "retrieve: no such job": [() => videos.retrieve("video_none"), OpenAI.NotFoundError, 404],
  "remix: no such job": [() => videos.remix("video_none", { prompt: "a" }), OpenAI.NotFoundError, 404],
  "delete: no such job": [() => videos.delete("video_none"), OpenAI.NotFoundError, 404],
  "character: none such": [() => videos.getCharacter("char_none"), OpenAI.NotFoundError, 404],
  "download: not ready": [
    async () => videos.downloadContent((await videos.create({ prompt: "a" })).id),
    OpenAI.APIError,
    undefined,
  ],
};

async function raises([call, errorClass, status]) {
  let result;
  try {
    result = await call();
  } catch (error) {
    assert.ok(error instanceof errorClass, `${error.constructor.name} is raised: ${error.message}`);
    assert.ok(error.status >= 400 && error.status < 500, `status ${error.status}`);
    if (status !== undefined) assert.equal(error.status, status);
    assert.equal(typeof error.error?.message, "string", "the error body has no message");
    return;
  }
  assert.fail(`nothing is raised; ${JSON.stringify(result)} is returned`);
}

async function report(kind, name, run) {
  let failure = null;
  try {
    await run();
  } catch (error) {
    failure = String(error?.message ?? error);
  }
  console.log(JSON.stringify({ kind, name, failure }));
}

try {
  for (const [name, run] of Object.entries(calls)) await report("call", name, run);
  for (const [name, expected] of Object.entries(errors)) await report("error", name, () => raises(expected));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
