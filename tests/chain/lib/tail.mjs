import {closeSync, existsSync, openSync, readSync} from 'node:fs';

/// The complete lines that a growing file of JSON gained since the last `take`; never reads a byte twice.
export class Tail {
  constructor(file) {
    Object.assign(this, {file, position: 0, rest: ''});
  }

  take() {
    if (this.fd === undefined && existsSync(this.file)) this.fd = openSync(this.file, 'r');
    if (this.fd === undefined) return [];
    const chunk = Buffer.alloc(1 << 20);
    for (let size; (size = readSync(this.fd, chunk, 0, chunk.length, this.position)) > 0;) {
      this.position += size;
      this.rest += chunk.toString('latin1', 0, size);
    }
    const lines = this.rest.split('\n');
    this.rest = lines.pop();
    return lines.map((line) => JSON.parse(line));
  }

  close() {
    if (this.fd !== undefined) closeSync(this.fd);
  }
}
