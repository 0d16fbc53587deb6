// Makes, pings, pauses, lists and deletes a check with the client, and prints what it got as one JSON object.
// Usage: node drive.js <base URL> <API key> <API version>
const { HealthChecksApiClient, HealthChecksPingClient } = require('healthchecks-io-client');

const [baseUrl, apiKey, version] = process.argv.slice(2);

async function status(promise) {
  try {
    await promise;
    return 0;
  } catch (err) {
    return err.statusCode || String(err);
  }
}

async function main() {
  const api = new HealthChecksApiClient({ baseUrl, apiKey, apiVersion: Number(version) });
  const got = {};
  got.created = await api.createCheck({
    name: `Backup ${version}`, tags: `prod v${version}`, desc: 'made by a client', timeout: 3600, grace: 600, unique: ['name'],
  });
  const uuid = got.created.ping_url.split('/').pop();
  got.again = await api.createCheck({ name: `Backup ${version}`, unique: ['name'] });
  const ping = new HealthChecksPingClient({ uuid, baseUrl: `${baseUrl}/ping`, returnResponse: true });
  got.start = await ping.start();
  got.fail = await ping.fail('no space left');
  got.success = await ping.success();
  got.withPayload = await ping.success('42 rows');
  got.check = await api.getCheck(uuid);
  got.pings = await api.listPings(uuid);
  got.flips = await api.listFlips(uuid, { seconds: 3600 });
  got.updated = await api.updateCheck(uuid, { schedule: '15 5 * * *', tz: 'Europe/Riga' });
  got.paused = await api.pauseCheck(uuid);
  got.resumedByPing = await ping.success();
  got.resumed = await api.getCheck(uuid);
  got.tagged = await api.getChecks([ 'prod', `v${version}` ]);
  got.channels = await api.getIntegrations();
  got.badSchedule = await status(api.updateCheck(uuid, { schedule: 'bad' }));
  got.deleted = await api.deleteCheck(uuid);
  got.gone = await status(api.getCheck(uuid));
  got.pingGone = await status(ping.success());
  got.wrongKey = await status(new HealthChecksApiClient({ baseUrl, apiKey: 'wrong' }).getChecks());
  console.log(JSON.stringify(got));
}

main().catch((err) => {
  console.error(err);
  process.exitCode = 1;
});
