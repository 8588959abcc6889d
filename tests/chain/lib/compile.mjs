import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';

const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('../contracts/', import.meta.url));
const cache = fileURLToPath(new URL('../node_modules/.cache/dexarb/', import.meta.url));
const settings = {
  optimizer: {enabled: true, runs: 1_000_000},
  evmVersion: 'cancun',
  outputSelection: {'*': {'*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object']}},
};

/// The helper contracts by name, each {abi, bytecode, deployedBytecode}. Compiled once, then read from a cache by content.
export function compileContracts() {
  const sources = Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.sol')).sort()
    .map((name) => [name, {content: readFileSync(folder + name, 'utf8')}]));
  const version = require('solc/package.json').version;
  const key = createHash('sha256').update(JSON.stringify([version, settings, sources])).digest('hex').slice(0, 16);
  const file = `${cache}${key}.json`;
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const contracts = runCompiler(sources);
  mkdirSync(cache, {recursive: true});
  writeFileSync(file, JSON.stringify(contracts));
  return contracts;
}

function runCompiler(sources) {
  const output = JSON.parse(require('solc').compile(JSON.stringify({language: 'Solidity', sources, settings})));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  return Object.fromEntries(Object.values(output.contracts).flatMap((file) => Object.entries(file).map(([name, c]) =>
    [name, {abi: c.abi, bytecode: `0x${c.evm.bytecode.object}`, deployedBytecode: `0x${c.evm.deployedBytecode.object}`}])));
}
