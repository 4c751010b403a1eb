/** How the docs page looks; its hash is in the page's content security policy. */
export const DOCS_STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e8eaed);--soft:light-dark(#57606a,#a9b1ba);--ground:light-dark(#fff,#14171b);--raised:light-dark(#f5f6f8,#1f242a);--line:light-dark(#d0d7de,#3a424c);--accent:light-dark(#0a58ca,#7ab7ff)}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main,header,nav{max-width:62rem;margin:0 auto;padding:0 1rem}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible,pre:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--ground);padding:.5rem}
nav ul{columns:18rem;padding-left:1.2rem}
section{border-top:1px solid var(--line);padding:.5rem 0 1rem}
h3{font-size:1.05rem}
code,pre{font-family:ui-monospace,monospace;font-size:.875rem}
h3 code,td code{overflow-wrap:anywhere}
pre{background:var(--raised);border:1px solid var(--line);border-radius:.4rem;padding:.75rem;overflow:auto;max-height:28rem}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
summary{cursor:pointer}
.note{color:var(--soft)}
`;
