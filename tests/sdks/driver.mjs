// Calls DRS through the AWS SDK for JavaScript: a JSON line in, a JSON line out.
//
// The directory with node_modules is the only argument. A request is
// {"operation", "parameters", "accessKeyId", "region"}; a response is an outcome or
// {"unknown": true}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const sdk = createRequire(`${process.argv[2]}/`)("@aws-sdk/client-drs");
const clients = new Map();
// What JavaScript and the SDK add to each error; the rest are the service's members.
const OWN_MEMBERS = new Set(["name", "message", "stack"]);

// As Python writes times: with an offset, and with microseconds only if there are any.
Date.prototype.toJSON = function () {
  return this.toISOString().replace(".000", "").replace(/(\.\d+)?Z$/, (_, fraction) =>
    fraction ? `${fraction}000+00:00` : "+00:00");
};

function success({ $metadata, ...members }) {
  return { members };
}

function failure(error) {
  if (!(error instanceof sdk.DrsServiceException)) throw error;
  const members = Object.fromEntries(
    Object.entries(error).filter(
      ([name]) => !name.startsWith("$") && !OWN_MEMBERS.has(name)));
  return { code: error.name, message: error.message, members };
}

function clientOf(accessKeyId, region) {
  const site = `${accessKeyId} ${region}`;
  if (!clients.has(site)) {
    const credentials = { accessKeyId, secretAccessKey: "secret" };
    clients.set(site, new sdk.DrsClient({ region, credentials }));
  }
  return clients.get(site);
}

async function outcome({ operation, parameters, accessKeyId, region }) {
  const Command = sdk[`${operation}Command`];
  if (!Command) return { unknown: true };
  const client = clientOf(accessKeyId, region);
  return client.send(new Command(parameters)).then(success, failure);
}

const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  console.log(JSON.stringify(await outcome(JSON.parse(line))));
});
// The parent process has ended, or needs no more calls.
lines.on("close", () => process.exit());
