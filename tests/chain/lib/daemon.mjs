import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync, statSync} from 'node:fs';

/// The program under test, as a user starts it.
export class Daemon {
  static start(binary, args, options) {
    const child = spawn(binary, args, {...options, stdio: ['ignore', 'pipe', 'pipe']});
    return new Daemon(child);
  }

  constructor(child) {
    Object.assign(this, {child, stdout: '', stderr: '', ended: false});
    child.stdout.setEncoding('utf8').on('data', (text) => (this.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    const stopWithParent = () => child.kill('SIGKILL');
    process.once('exit', stopWithParent);
    this.end = once(child, 'close').then(([code, signal]) => ({code, signal}), (error) => ({code: error.message}))
      .finally(() => {
        this.ended = true;
        process.removeListener('exit', stopWithParent);
      });
  }

  /// {code, signal} once it ended by itself; otherwise it is killed and `code` is 'too late'.
  async ending(milliseconds) {
    const late = new Promise((resolve) => setTimeout(resolve, milliseconds, {code: 'too late'}).unref());
    const ending = await Promise.race([this.end, late]);
    if (ending.code === 'too late') this.child.kill('SIGKILL');
    return ending;
  }
}

/// A growing file of JSON lines; `take` answers the complete lines that came since the last time.
export class GrowingLog {
  constructor(file) {
    Object.assign(this, {file, taken: 0, lines: []});
  }

  take() {
    const text = existsSync(this.file) ? readFileSync(this.file, 'utf8') : '';
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    const lines = complete.slice(this.taken).split('\n').filter(Boolean).map((line) => JSON.parse(line));
    this.taken = complete.length;
    this.lines.push(...lines);
    return lines;
  }

  /// Waits until nothing was added for so long.
  async quiet(milliseconds) {
    const size = () => (existsSync(this.file) ? statSync(this.file).size : 0);
    for (let before = -1; before !== size();) {
      before = size();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
  }
}
