/// The page's looks. Colours have a contrast of at least 4.5 to 1 on what they stand on, in both schemes.
enum HTMLStyle {
  static let sheet: HTML = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1b1f24; --quiet: #57606a; --line: #d5dae0;
      --good: #14622b; --good-tint: #e7f5eb;
      --bad: #a1102b; --bad-tint: #fdeef0;
      --open: #7a4b00; --open-tint: #fff5dc;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #101318; --ink: #e6e9ed; --quiet: #a0a9b4; --line: #313842;
        --good: #7adb93; --good-tint: #13281a;
        --bad: #ff9d9b; --bad-tint: #35171c;
        --open: #f0cb6b; --open-tint: #2c2511;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 54rem;
      background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      overflow-wrap: anywhere;
    }
    .good { --tone: var(--good); --tint: var(--good-tint); }
    .bad { --tone: var(--bad); --tint: var(--bad-tint); }
    .open { --tone: var(--open); --tint: var(--open-tint); }
    h1, h2, h3, p, ul, dl { margin: 0; }
    h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
    h3 { font-size: 1rem; display: flex; gap: .6rem; }
    a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: .2em; }
    code { font: .875em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; unicode-bidi: isolate; }
    .digest { color: var(--quiet); font-size: .8em; }
    .quiet, small, caption, dt, footer { color: var(--quiet); }
    .mark {
      flex: none; display: inline-grid; place-items: center; width: 1.4em; height: 1.4em; margin-top: .05em;
      border: .1em solid currentColor; border-radius: 50%; color: var(--tone);
      font-size: .85em; font-weight: 700; line-height: 1;
    }
    .verdict { padding: 1.5rem; border-left: .5rem solid var(--tone); border-radius: .25rem; background: var(--tint); }
    .verdict .kind { color: var(--ink); }
    .verdict h1 {
      display: flex; align-items: center; gap: .6rem; margin: .25rem 0 .5rem;
      font-size: clamp(1.75rem, 7vw, 2.75rem); line-height: 1.15; letter-spacing: .01em; color: var(--tone);
    }
    .verdict h1 .mark { font-size: .7em; margin: 0; }
    .sentence { font-size: 1.15rem; }
    .until { margin-top: .25rem; }
    .about { margin-bottom: .75rem; }
    .counts { display: flex; flex-wrap: wrap; gap: .4rem 1.25rem; margin-top: 1rem; padding: 0; list-style: none; }
    .counts li { display: flex; gap: .45rem; align-items: center; }
    .loud {
      margin-top: 1rem; padding: .6rem .8rem; border: 2px solid var(--open); border-radius: .25rem;
      background: var(--open-tint); color: var(--open);
    }
    .facts > div { display: grid; grid-template-columns: 9rem 1fr; gap: .25rem 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }
    dd { margin: 0; }
    table { width: 100%; border-collapse: collapse; }
    table + table { margin-top: 1.5rem; }
    caption { text-align: left; padding-bottom: .5rem; }
    th, td { padding: .55rem .75rem .55rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
    thead th { border-top: 0; font-size: .875rem; color: var(--quiet); }
    th:first-child { min-width: 7.5rem; }
    tbody th code { display: block; color: var(--quiet); }
    .risk, .outcome { white-space: nowrap; overflow-wrap: normal; }
    .outcome > .mark { margin-right: .45rem; }
    .outcome > span:last-child { color: var(--tone); font-weight: 600; }
    .outcome small { display: block; margin-left: 1.7rem; font-weight: 400; }
    .risk.critical { font-weight: 700; text-transform: uppercase; font-size: .875rem; line-height: 1.7; }
    article { margin-top: 1rem; padding: 1rem; border: 1px solid var(--line); border-left: .25rem solid var(--tone); border-radius: .25rem; }
    article > p { margin-top: .4rem; }
    .findings { margin-top: .75rem; padding: 0; list-style: none; }
    .findings > li { padding: .75rem 0; border-top: 1px solid var(--line); }
    .findings > li:last-child { padding-bottom: 0; }
    .findings > li > p { display: flex; gap: .6rem; }
    .details { margin: .4rem 0 0 2rem; font-size: .9375rem; }
    .details > div { display: grid; grid-template-columns: 6rem 1fr; gap: 0 .75rem; }
    details { margin-top: .75rem; }
    summary { cursor: pointer; color: var(--quiet); }
    details ul { margin-top: .5rem; padding-left: 1.25rem; font-size: .9375rem; }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; }
    :focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
    @media (max-width: 34rem) {
      .verdict { padding: 1.1rem; }
      .facts > div { grid-template-columns: 1fr; gap: 0; }
      .details { margin-left: 0; }
      .details > div { grid-template-columns: 1fr; margin-top: .3rem; }
    }
    @media print {
      @page { margin: 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
      body { padding: 0; max-width: none; font-size: 10.5pt; }
      .verdict, .loud { border: 1px solid var(--tone, currentColor); border-left-width: .5rem; print-color-adjust: exact; }
      h2, h3, caption, thead { break-after: avoid; }
      tr, .findings > li, .facts > div, .verdict { break-inside: avoid; }
      a { text-decoration: none; }
      details::details-content { content-visibility: visible; block-size: auto; }
    }
    """
}
