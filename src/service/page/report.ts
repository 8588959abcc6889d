// The page of a past run: one file, with its figures in it, that asks nobody for anything.
import "./style.css";

import { answerFrom, type ConfigFunnel } from "./api";
import { find, make, write, writeList } from "./dom";
import { count } from "./format";
import { Funnel } from "./funnel";
import { Leaderboard } from "./leaderboard";
import { keyed, past, rows } from "./past";
import { PastEquity } from "./past_equity";
import { PastSurvival } from "./past_survival";
import { showCosts, showEdges, showEvidence, showFilters } from "./past_tables";

const { history } = past;
const minute = (time: string): string => time.slice(0, 16).replace("T", " ");

function showSummary(): void {
    const simulated = history.assumptions.market_is_simulated ? ", SIMULATED MARKET" : "";
    write(find("market"), `${history.market}, chain ${history.chain_id}${simulated}`);
    const { blocks, runs } = history;
    const facts: [string, string][] = [
        [runs.length === 1 ? "Run" : "Runs", runs.map(({ run }) => run).join(", ")],
        ["Blocks", `${count(blocks.first_block)} to ${count(blocks.last_block)}`],
        ["Blocks seen", count(blocks.seen)],
        ["From, UTC", minute(blocks.first_block_at)],
        ["To, UTC", minute(blocks.last_block_at)],
        ["Configurations", count(rows.length)],
    ];
    find("facts").append(
        ...facts.map(([title, value]) => make("div", {}, make("dt", {}, title), make("dd", {}, value))),
    );
    write(find("verdict"), history.verdict);
    write(find("evidence"), history.evidence.sentence);
    writeList(find("why"), [...history.why_nothing_traded, ...history.notes]);
    write(find("build"), `paper-trading ${history.version}, added up from the journal`);
    document.title = `paper-trading: ${runs.map(({ run }) => `run ${run}`).join(", ")}`;
}

function showAssumptions(): void {
    const pairs = Object.entries(history.assumptions.in_words);
    find("assumed").append(
        make(
            "dl",
            { class: "assumed" },
            ...pairs.map(([name, text]) => make("div", {}, make("dt", {}, name), make("dd", {}, text))),
        ),
    );
}

/// Takes a section out, with its link, that there is nothing for.
function drop(id: string): void {
    find(id).remove();
    document.querySelector(`nav a[href="#${id}"]`)?.remove();
}

const funnels: ConfigFunnel[] = keyed.map(({ config, metrics }) => ({ id: config.id, funnel: metrics.funnel }));
answerFrom({ funnel: { configs: funnels } });

showSummary();
new Leaderboard().show(rows);
if (past.curves.some(({ points }) => points.length > 0)) new PastEquity(past.curves);
else drop("equity");
showEvidence(keyed);
showCosts(keyed);
const funnel = new Funnel();
funnel.name(rows);
void funnel.refresh();
showFilters(keyed);
if (history.survival !== undefined && history.survival.all.watched > 0)
    new PastSurvival(history.survival.all, history.survival.groups);
else drop("survival");
if (history.net_edges !== undefined && history.net_edges.length > 0) showEdges(history.net_edges);
else drop("edges");
showAssumptions();
