'use strict';
// The slider over answers that were worked out before, and ticks that are remembered. Without this script the page is
// whole: the answers along the count stand in a table, and boxes can be ticked.
(function () {
  const byId = (id) => document.getElementById(id);

  function element(name, text) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function slider() {
    const data = byId('sweep');
    const range = byId('count-range');
    if (!data || !range) return;
    const sweep = JSON.parse(data.textContent);
    const rows = Array.from(document.querySelectorAll('#bands tbody tr'));
    const parts = Array.from(document.querySelectorAll('.parts rect'));
    const colours = parts.map((part) => part.getAttribute('class'));
    const rest = byId('count-rest');
    let spoken = 0;

    function list(heading, entries, ordered) {
      if (entries.length === 0) return;
      rest.append(element('h4', heading));
      const made = element(ordered ? 'ol' : 'ul');
      for (const entry of entries) {
        const item = element('li');
        item.append(...[].concat(entry));
        made.append(item);
      }
      rest.append(made);
    }

    function tell(point, answer) {
      rest.replaceChildren();
      const where = [];
      if (answer.on) where.push('on ' + answer.on);
      if (answer.fits) where.push('fits ' + answer.fits);
      if (answer.to) where.push('next ' + answer.to);
      if (where.length > 0) rest.append(element('p', answer.track + ': ' + answer.verdict + '; ' + where.join(', ') + '.'));
      list('What to do', answer.actions.map(([title, need]) => title + ' (' + need + ')'), true);
      list('Waits for', answer.waits, false);
      let seen = 0;
      const reasons = answer.reasons.map((reason) => {
        const made = [element('strong', reason.title), ' (' + reason.kind + ')'];
        for (const part of reason.parts) {
          const line = element('div');
          line.append(element('code', part), ': ' + sweep.texts[point.saw[seen]]);
          seen += 1;
          made.push(line);
        }
        return [made];
      });
      list('Why', reasons.map((made) => made[0]), true);
      list('Other tracks', answer.beside, false);
      list('Found', answer.found, false);
      list('Nobody told yet', answer.open, false);
      if (answer.decided) rest.append(element('p', answer.decided));
    }

    function show() {
      const index = Number(range.value);
      const point = sweep.points[index];
      const answer = sweep.answers[point.answer];
      const headline = sweep.texts[point.headline];
      const band = sweep.bands.findIndex((one) => index >= one.from && index <= one.to);
      const stage = answer.fits ? ', fits ' + answer.fits : '';
      byId('count-now').textContent = sweep.fact + ' ' + point.words + stage;
      byId('count-headline').textContent = headline;
      range.setAttribute('aria-valuetext', point.words + ' ' + sweep.fact + stage);
      tell(point, answer);
      rows.forEach((row, at) => {
        if (at === band) row.setAttribute('aria-current', 'true');
        else row.removeAttribute('aria-current');
      });
      parts.forEach((part, at) => part.setAttribute('class', at === band ? 'now' : colours[at]));
      byId('count-before').disabled = band === 0;
      byId('count-after').disabled = band === sweep.bands.length - 1;
      // Only the answer is spoken, and only once the slider rests.
      clearTimeout(spoken);
      spoken = setTimeout(() => { byId('count-live').textContent = point.words + ' ' + sweep.fact + ': ' + headline; }, 400);
      return band;
    }

    function go(index) {
      range.value = String(index);
      show();
    }

    range.addEventListener('input', show);
    byId('count-before').addEventListener('click', () => {
      const band = sweep.bands[show()];
      const index = Number(range.value);
      // From inside a part to its beginning, from its beginning to the end of the part before.
      go(index > band.from ? band.from : Math.max(band.from - 1, 0));
    });
    byId('count-after').addEventListener('click', () => {
      const next = sweep.bands[show() + 1];
      if (next) go(next.from);
    });
    byId('count-told').addEventListener('click', () => go(sweep.start));
    byId('slider').hidden = false;
    range.value = String(sweep.start);
    show();
    clearTimeout(spoken);
  }

  function ticks() {
    const told = byId('ticked');
    if (!told) return;
    const boxes = Array.from(document.querySelectorAll('input[data-item]'));
    const key = told.dataset.store;
    const count = (kept) => {
      const done = boxes.filter((box) => box.checked).length;
      told.textContent = done + ' ticked' + (kept ? ', remembered in this browser.' : '; this browser does not remember them here.');
    };
    // A page from a file or in a private window may not be allowed to remember.
    let kept = true;
    try {
      const done = JSON.parse(localStorage.getItem(key) || '[]');
      boxes.forEach((box) => { box.checked = Array.isArray(done) && done.includes(box.dataset.item); });
    } catch (refused) {
      kept = false;
    }
    boxes.forEach((box) => box.addEventListener('change', () => {
      try {
        localStorage.setItem(key, JSON.stringify(boxes.filter((one) => one.checked).map((one) => one.dataset.item)));
        kept = true;
      } catch (refused) {
        kept = false;
      }
      count(kept);
    }));
    count(kept);
  }

  slider();
  ticks();
})();
