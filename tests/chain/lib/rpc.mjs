/// JSON-RPC over HTTP to the local node: single calls, batches, and errors that name the method.
export class Rpc {
  #nextId = 1;

  constructor(url) {
    this.url = url;
  }

  async call(method, ...params) {
    const [answer] = await this.#post([this.#request(method, params)]);
    return resultOf(answer, method);
  }

  /// `calls` is a list of [method, ...params]; answers come in the same order. The first error is thrown.
  async batch(calls) {
    if (calls.length === 0) return [];
    const requests = calls.map(([method, ...params]) => this.#request(method, params));
    const answers = new Map((await this.#post(requests)).map((answer) => [answer.id, answer]));
    return requests.map((request) => resultOf(answers.get(request.id), request.method));
  }

  #request(method, params) {
    return {jsonrpc: '2.0', id: this.#nextId++, method, params};
  }

  async #post(requests) {
    const body = JSON.stringify(requests.length === 1 ? requests[0] : requests);
    const response = await fetch(this.url, {method: 'POST', headers: {'content-type': 'application/json'}, body});
    const answer = await response.json();
    return Array.isArray(answer) ? answer : [answer];
  }
}

function resultOf(answer, method) {
  if (answer?.error || answer?.result === undefined) {
    const error = new Error(`${method}: ${answer?.error?.message ?? 'no answer'}`);
    error.data = answer?.error?.data;
    throw error;
  }
  return answer.result;
}

export const hex = (value) => `0x${BigInt(value).toString(16)}`;
