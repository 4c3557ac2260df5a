/* page_style: how the page of a report looks: on a phone, in the dark, in print.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fonts are the reader's own. On a narrow screen, each row of a table becomes a block of about
 * three columns, with its heading above each number, so that nothing is wider than 320 px. Words in
 * a table are not broken, so the table of checks needs 62rem. Colours also differ in lightness, for
 * readers who see fewer of them. */
#ifndef BS_PAGE_STYLE_H
#define BS_PAGE_STYLE_H

static const char page_style[] =
    ":root{color-scheme:light dark;--ink:#1c2024;--soft:#5b6570;--page:#fff;--card:#f3f5f7;"
    "--line:#d5dbe1;--passed:#4a7fb5;--would:#8e6cc0;--exempt:#9aa5b1;--put_off:#d99a1c;"
    "--refused:#c2402f;--own:#e3a79d}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#9aa6b2;--page:#14181c;"
    "--card:#1e242a;--line:#36404a;--passed:#5d97d1;--would:#a98be0;--exempt:#6d7986;"
    "--put_off:#e5ad3c;--refused:#e0604e;--own:#8a4a40}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:1rem;max-width:64rem;background:var(--page);color:var(--ink);"
    "font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
    "h3{font-size:1rem;margin:1rem 0 .25rem}p{margin:.25rem 0}"
    ".soft,footer,caption{color:var(--soft)}caption{text-align:left}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;"
    "margin:1rem 0}"
    ".cards div{background:var(--card);border-radius:.5rem;padding:.75rem 1rem}"
    ".cards data{display:block;font-size:1.6rem;font-weight:600;line-height:1.2}"
    "data{font-variant-numeric:tabular-nums}"
    "svg{display:block;width:100%}svg.days{height:9rem;border-bottom:1px solid var(--line)}"
    "svg.step{height:.9rem}svg.spark{height:1.6rem;width:7rem}"
    "svg line{stroke:var(--line);vector-effect:non-scaling-stroke}"
    ".passed{fill:var(--passed);background:var(--passed)}"
    ".would{fill:var(--would);background:var(--would)}"
    ".exempt{fill:var(--exempt);background:var(--exempt)}"
    ".put_off{fill:var(--put_off);background:var(--put_off)}"
    ".refused{fill:var(--refused);background:var(--refused)}"
    ".own{fill:var(--own);background:var(--own)}"
    ".no_log{fill:var(--line);background:var(--line)}"
    "pre{white-space:pre-wrap;background:var(--card);border-radius:.5rem;padding:.75rem 1rem}"
    ".axis{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem}"
    ".legend span{white-space:nowrap;margin-right:1rem;font-size:.9rem}"
    ".legend i{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;"
    "margin-right:.35rem}"
    ".steps{display:grid;grid-template-columns:minmax(9rem,19rem) 1fr;gap:.3rem .75rem;"
    "align-items:center}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;overflow-wrap:normal}"
    "th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:right}"
    "th:first-child{text-align:left;font-weight:600}thead th{color:var(--soft);font-weight:400}"
    "details{border-bottom:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}"
    "ol{margin:.25rem 0;padding-left:1.5rem}"
    "@media(max-width:62rem){thead{position:absolute;left:-999rem}"
    "table,tbody,tr,th,td,caption{display:block;width:100%}"
    "tr{border-bottom:1px solid var(--line);padding:.4rem 0}"
    "tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.5rem,1fr));gap:0 .5rem}"
    "th,td{border:0;padding:.1rem 0;text-align:left}th:first-child{grid-column:1/-1}"
    "th:empty,td:empty{display:none}"
    "td::before{content:attr(data-label);color:var(--soft);display:block;font-size:.8rem}"
    ".steps{grid-template-columns:1fr}.steps svg{margin-bottom:.5rem}}"
    "@media print{details>*{display:block}body{max-width:none}}";

#endif
