'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const PAGE = 60;
  const CLASSES = 40;
  const at = id => document.getElementById(id);
  const SVG = 'http://www.w3.org/2000/svg';
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const drawn = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const percent = p => (100 * p).toFixed(1) + ' %';
  const isDetector = data.kind === 'detect';
  let page = 0;
  let cell = null;

  // The best answer first; of a detector each box is one.
  const answers = entry => (entry.boxes || entry.classes || []);
  const shownBoxes = entry => (entry.boxes || []).filter(box => box[1] * 100 >= Number(at('confidence').value));
  const isMistake = entry => entry.truth !== undefined && answers(entry).length > 0 && entry.truth !== answers(entry)[0][0];

  function fits(entry) {
    const least = Number(at('confidence').value) / 100;
    const wanted = at('class').value;
    const name = at('name').value.toLowerCase();
    if (name && !entry.name.toLowerCase().includes(name)) return false;
    if (at('errors').checked && !entry.error) return false;
    if (at('mistakes').checked && !isMistake(entry)) return false;
    if (cell && (entry.truth !== cell[0] || !answers(entry).length || answers(entry)[0][0] !== cell[1])) return false;
    const ones = isDetector ? answers(entry) : answers(entry).slice(0, 1);
    if (wanted !== '' && !ones.some(each => each[0] === Number(wanted) && each[1] >= least)) return false;
    return least === 0 || isDetector || entry.error !== undefined || ones.length === 0 || ones[0][1] >= least;
  }

  function view(entry) {
    const box = make('span', undefined, 'view');
    const source = entry.image !== undefined ? data.images[entry.image] : entry.file;
    if (source) {
      const image = make('img');
      image.src = source;
      image.alt = '';
      image.loading = 'lazy';
      box.append(image);
    }
    if (entry.boxes && entry.width) {
      const svg = drawn('svg', {viewBox: `0 0 ${entry.width} ${entry.height}`, 'aria-hidden': 'true'});
      for (const [, , x1, y1, x2, y2] of shownBoxes(entry)) {
        for (const kind of ['under', 'over']) {
          svg.append(drawn('rect', {class: kind, x: x1, y: y1, width: x2 - x1, height: y2 - y1}));
        }
      }
      box.append(svg);
    }
    return box;
  }

  function words(entry) {
    if (entry.error) return entry.error;
    if (isDetector) {
      const counts = new Map();
      for (const [index] of shownBoxes(entry)) counts.set(index, (counts.get(index) || 0) + 1);
      const said = [...counts].map(([index, count]) => `${count} ${data.names[index]}`).join(', ');
      return said || 'nothing found';
    }
    const best = answers(entry)[0];
    if (!best) return '';
    const answer = `${data.names[best[0]]} ${percent(best[1])}`;
    return isMistake(entry) ? `${answer}, is ${data.names[entry.truth]}` : answer;
  }

  function card(entry) {
    const item = make('li');
    const button = make('button');
    button.type = 'button';
    button.append(view(entry), make('span', entry.name, 'name'), make('span', words(entry), entry.error || isMistake(entry) ? 'answer error' : 'answer'));
    button.addEventListener('click', () => open(entry));
    item.append(button);
    return item;
  }

  function open(entry) {
    at('oneName').textContent = entry.name;
    const body = at('oneBody');
    body.replaceChildren(view(entry), make('p', words(entry), entry.error ? 'error' : ''));
    const rows = isDetector ? shownBoxes(entry) : answers(entry);
    if (rows.length) {
      const table = make('table');
      const head = make('tr');
      head.append(make('th', 'class'), make('th', isDetector ? 'confidence' : 'probability'));
      table.append(head);
      for (const row of rows) {
        const line = make('tr');
        line.append(make('td', data.names[row[0]]), make('td', percent(row[1])));
        table.append(line);
      }
      body.append(table);
    }
    at('one').showModal();
  }

  function show() {
    const found = data.entries.filter(fits);
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(page, pages - 1);
    at('gallery').replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map(card));
    let said = `${found.length.toLocaleString('en')} of ${data.entries.length.toLocaleString('en')} pictures`;
    if (cell) said += `: ${data.names[cell[0]]} taken for ${data.names[cell[1]]}`;
    at('count').textContent = said;
    at('page').textContent = `page ${page + 1} of ${pages}`;
    at('before').disabled = page === 0;
    at('after').disabled = page === pages - 1;
    at('confidenceValue').textContent = at('confidence').value + ' %';
  }

  function again() {
    page = 0;
    show();
  }

  function confusion() {
    if (!data.entries.some(entry => entry.truth !== undefined)) return;
    at('matrix').hidden = false;
    at('mistakesLabel').hidden = false;
    const counts = new Map();
    for (const entry of data.entries) {
      if (entry.truth === undefined || !answers(entry).length) continue;
      const key = entry.truth + ' ' + answers(entry)[0][0];
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    // Of many classes those with the most mistakes, which is what a table can show.
    const mistakes = new Map();
    for (const [key, count] of counts) {
      const [truth, answer] = key.split(' ').map(Number);
      for (const index of [truth, answer]) mistakes.set(index, (mistakes.get(index) || 0) + (truth === answer ? 0 : count));
    }
    const used = [...mistakes.keys()].sort((a, b) => mistakes.get(b) - mistakes.get(a)).slice(0, CLASSES).sort((a, b) => a - b);
    if (used.length < mistakes.size) at('matrixNote').textContent = `Of ${mistakes.size} classes the ${CLASSES} with the most mistakes.`;
    const head = make('tr');
    head.append(make('th', 'is \\ answer'), ...used.map(index => header(data.names[index], 'col')));
    at('confusion').append(head);
    for (const truth of used) {
      const row = make('tr');
      row.append(header(data.names[truth], 'row'));
      for (const answer of used) {
        const count = counts.get(truth + ' ' + answer) || 0;
        const place = make('td', undefined, count === 0 ? '' : truth === answer ? 'right' : 'wrong');
        if (count) {
          const button = make('button', count);
          button.type = 'button';
          button.setAttribute('aria-label', `${count} of ${data.names[truth]} taken for ${data.names[answer]}`);
          button.addEventListener('click', () => {
            cell = [truth, answer];
            again();
            at('pictures').scrollIntoView();
            at('pictures').focus();
          });
          place.append(button);
        }
        row.append(place);
      }
      at('confusion').append(row);
    }
  }

  function header(text, scope) {
    const element = make('th', text);
    element.scope = scope;
    return element;
  }

  function map() {
    const placed = data.entries.filter(entry => entry.point);
    if (placed.length < 3) return;
    at('map').hidden = false;
    const svg = drawn('svg', {viewBox: '-1.05 -1.05 2.1 2.1', role: 'group', 'aria-label': 'Map of the pictures; the gallery below lists them all'});
    for (const entry of placed) {
      const point = drawn('circle', {cx: entry.point[0], cy: -entry.point[1], r: 0.015, fill: 'var(--strong)', 'fill-opacity': 0.6});
      const title = drawn('title', {});
      title.textContent = entry.name;
      point.append(title);
      point.addEventListener('click', () => open(entry));
      svg.append(point);
    }
    at('points').append(svg);
  }

  data.names.forEach((name, index) => {
    const option = make('option', name);
    option.value = index;
    at('class').append(option);
  });
  at('classLabel').hidden = data.names.length === 0;
  at('confidenceLabel').hidden = data.names.length === 0;
  for (const id of ['name', 'class', 'confidence', 'errors', 'mistakes']) at(id).addEventListener('input', again);
  at('all').addEventListener('click', () => {
    at('name').value = '';
    at('class').value = '';
    at('confidence').value = isDetector ? Math.round(100 * data.threshold) : 0;
    at('errors').checked = false;
    at('mistakes').checked = false;
    cell = null;
    again();
  });
  at('before').addEventListener('click', () => { page--; show(); });
  at('after').addEventListener('click', () => { page++; show(); });
  at('close').addEventListener('click', () => at('one').close());
  if (isDetector) at('confidence').value = Math.round(100 * data.threshold);
  confusion();
  map();
  show();
})();
