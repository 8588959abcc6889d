/// Asks a node again what somebody has asked it, so many questions at a time, and throws the answers away; answers how
/// many seconds that took. It is the least that whoever needs these answers can take.
export async function secondsOfAsking(url, bodies, inFlight) {
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const answer = await fetch(url, {method: 'POST', headers: {'content-type': 'application/json'}, body: bodies[next++]});
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({length: inFlight}, worker));
  return (performance.now() - started) / 1000;
}
