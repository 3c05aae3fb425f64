'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const PAGE = 60;
  const CLASSES = 40;
  const WORST = 12;
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
  const grouped = n => n.toLocaleString('en');
  const isDetector = data.kind === 'detect' || data.kind === 'eval_boxes';
  const range = (points, k) => points.reduce(([low, high], point) => [Math.min(low, point[k]), Math.max(high, point[k])], [Infinity, -Infinity]);
  let page = 0;
  let cell = null;

  // The folder that all have in common says nothing of any of them.
  const common = data.entries.map(entry => entry.name).reduce((a, b) => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return a.slice(0, length);
  }, data.entries.length > 1 ? data.entries[0].name : '').replace(/[^/]*$/, '').length;

  // The best answer first; of a detector each box is one: class, confidence, corners, and whether it is right where that is known.
  const answers = entry => (entry.boxes || entry.classes || []);
  const least = () => Number(at('confidence').value) / 100;
  const shownBoxes = entry => (entry.boxes || []).filter(box => box[1] >= least());
  const wrongBoxes = entry => shownBoxes(entry).filter(box => box[6] === 0).length;
  const missedBoxes = entry => (entry.labels ? entry.labels.length - shownBoxes(entry).filter(box => box[6] === 1).length : 0);
  const isMistake = entry => {
    if (isDetector) return entry.labels !== undefined && wrongBoxes(entry) + missedBoxes(entry) > 0;
    return entry.truth !== undefined && answers(entry).length > 0 && entry.truth !== answers(entry)[0][0];
  };

  function fits(entry) {
    const wanted = at('class').value;
    const name = at('name').value.toLowerCase();
    if (name && !entry.name.toLowerCase().includes(name)) return false;
    if (at('errors').checked && !entry.error) return false;
    if (at('mistakes').checked && !isMistake(entry)) return false;
    if (cell && (entry.truth !== cell[0] || !answers(entry).length || answers(entry)[0][0] !== cell[1])) return false;
    const ones = isDetector ? answers(entry) : answers(entry).slice(0, 1);
    if (wanted !== '' && !ones.some(each => each[0] === Number(wanted) && each[1] >= least())) return false;
    return least() === 0 || isDetector || entry.error !== undefined || ones.length === 0 || ones[0][1] >= least();
  }

  // The larger, the earlier.
  const urgency = {
    unsure: entry => (answers(entry).length ? -answers(entry)[0][1] : -2),
    worst: entry => {
      if (isDetector) return wrongBoxes(entry) + missedBoxes(entry);
      return isMistake(entry) ? 1 - (entry.own || 0) : -1;
    },
  };

  function ordered(entries) {
    const of = urgency[at('order').value];
    if (!of) return entries;
    return entries.map(entry => [of(entry), entry]).sort((a, b) => b[0] - a[0]).map(each => each[1]);
  }

  function boxesOver(entry) {
    const svg = drawn('svg', {viewBox: `0 0 ${entry.width} ${entry.height}`, 'aria-hidden': 'true'});
    const add = ([, , x1, y1, x2, y2], kinds) => {
      for (const kind of kinds) svg.append(drawn('rect', {class: kind, x: x1, y: y1, width: x2 - x1, height: y2 - y1}));
    };
    // What was found covers what was labelled: where nothing covers it, something was missed.
    if (at('labels').checked) for (const box of entry.labels || []) add(box, ['under', 'labelled']);
    for (const box of shownBoxes(entry)) add(box, ['under', box[6] === 0 ? 'over wrong' : 'over']);
    return svg;
  }

  function view(entry) {
    const box = make('span', undefined, 'view');
    if (entry.image !== undefined) {
      const image = make('img');
      image.src = data.images[entry.image] || `${data.folder}${String(entry.image).padStart(7, '0')}.jpg`;
      image.alt = '';
      image.loading = 'lazy';
      box.append(image);
    }
    if (entry.boxes && entry.width) box.append(boxesOver(entry));
    return box;
  }

  function words(entry) {
    if (entry.error) return entry.error;
    if (isDetector) {
      const counts = new Map();
      for (const [index] of shownBoxes(entry)) counts.set(index, (counts.get(index) || 0) + 1);
      let said = [...counts].map(([index, count]) => `${count} ${data.names[index]}`).join(', ') || 'nothing found';
      if (missedBoxes(entry) > 0) said += `; ${missedBoxes(entry)} missed`;
      if (wrongBoxes(entry) > 0) said += `; ${wrongBoxes(entry)} not there`;
      return said;
    }
    const best = answers(entry)[0];
    if (!best) return '';
    const answer = `${data.names[best[0]]} ${percent(best[1])}`;
    return isMistake(entry) ? `${answer}, is ${data.names[entry.truth]} ${percent(entry.own)}` : answer;
  }

  function card(entry) {
    const item = make('li');
    const button = make('button');
    button.type = 'button';
    if (entry.image !== undefined || entry.boxes) button.append(view(entry));
    button.append(make('span', entry.name.slice(common), 'name'), make('span', words(entry), entry.error || isMistake(entry) ? 'answer error' : 'answer'));
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
      head.append(header('class', 'col'), header(isDetector ? 'confidence' : 'probability', 'col'));
      if (entry.labels) head.append(header('is there', 'col'));
      table.append(head);
      for (const row of rows) {
        const line = make('tr');
        line.append(make('td', data.names[row[0]]), make('td', percent(row[1])));
        if (entry.labels) line.append(make('td', row[6] ? 'yes' : 'no'));
        table.append(line);
      }
      const around = make('div', undefined, 'scroll');
      around.tabIndex = 0;
      around.setAttribute('role', 'region');
      around.setAttribute('aria-label', 'Answers');
      around.append(table);
      body.append(around);
    }
    at('one').showModal();
    at('one').scrollTop = 0;
  }

  function show() {
    const found = ordered(data.entries.filter(fits));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(page, pages - 1);
    at('gallery').replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map(card));
    let said = `${grouped(found.length)} of ${grouped(data.entries.length)} pictures`;
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

  // Of many classes those with the most mistakes, which is what a table can show.
  function confusion() {
    if (!data.cells.length) return;
    at('matrix').hidden = false;
    const counts = new Map();
    const mistakes = new Map();
    for (const [truth, answer, count] of data.cells) {
      counts.set(truth + ' ' + answer, count);
      for (const index of [truth, answer]) mistakes.set(index, (mistakes.get(index) || 0) + (truth === answer ? 0 : count));
    }
    const byName = (a, b) => data.names[a].localeCompare(data.names[b], 'en', {numeric: true});
    const used = [...mistakes.keys()].sort((a, b) => mistakes.get(b) - mistakes.get(a)).slice(0, CLASSES).sort(byName);
    if (used.length < mistakes.size) at('matrixNote').textContent = `Of ${mistakes.size} classes the ${CLASSES} with the most mistakes.`;
    const head = make('tr');
    head.append(header('is \\ answer', 'col'), ...used.map(index => header(data.names[index], 'col')));
    at('confusion').append(head);
    for (const truth of used) {
      const row = make('tr');
      row.append(header(data.names[truth], 'row'));
      for (const answer of used) row.append(matrixCell(truth, answer, counts.get(truth + ' ' + answer) || 0));
      at('confusion').append(row);
    }
  }

  function matrixCell(truth, answer, count) {
    const place = make('td', undefined, count === 0 ? '' : truth === answer ? 'right' : 'wrong');
    if (count) {
      const button = make('button', grouped(count));
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
    return place;
  }

  function header(text, scope) {
    const element = make('th', text);
    element.scope = scope;
    return element;
  }

  function worst() {
    if (data.kind !== 'eval_classes') return;
    const mistakes = data.entries.filter(isMistake).sort((a, b) => a.own - b.own).slice(0, WORST);
    at('worst').hidden = mistakes.length === 0;
    at('worstGallery').append(...mistakes.map(card));
  }

  function map() {
    if (data.points.length < 3) return;
    at('map').hidden = false;
    if (data.points.length < data.vectors) at('mapNote').textContent = `${grouped(data.points.length)} of ${grouped(data.vectors)} are drawn, chosen at random.`;
    // As large as the points allow, with the same scale along and up.
    const [[left, right], [low, high]] = [range(data.points, 1), range(data.points, 2)];
    const radius = 0.008 * (Math.max(right - left, high - low) || 1);
    const edge = 3 * radius;
    const box = [left - edge, -high - edge, right - left + 2 * edge, high - low + 2 * edge];
    const svg = drawn('svg', {viewBox: box.join(' '), role: 'img', 'aria-label': 'Map of the pictures; the gallery below lists them all'});
    for (const [index, x, y] of data.points) {
      const entry = data.entries[index];
      const point = drawn('circle', {cx: x, cy: -y, r: radius, class: 'point'});
      const title = drawn('title', {});
      title.textContent = entry.name;
      point.append(title);
      point.addEventListener('click', () => open(entry));
      svg.append(point);
    }
    at('points').append(svg);
  }

  // Round numbers that divide a range into some five parts.
  function ticks(low, high) {
    const rough = (high - low) / 5 || Math.abs(high) || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= rough);
    const first = Math.floor(low / step + 1e-9);
    const last = Math.ceil(high / step - 1e-9);
    return Array.from({length: Math.max(1, last - first) + 1}, (unused, i) => (first + i) * step);
  }

  const shortest = value => String(Number(value.toPrecision(6)));
  // What has the same name has the same colour in all charts.
  const lineNames = [...new Set(data.charts.flatMap(each => each.lines).map(line => line.name))];
  const lineClass = line => {
    const index = lineNames.indexOf(line.name);
    return `line line${index % 6} dash${Math.floor(index / 6) % 3}`;
  };

  function chart(each) {
    const [width, height, left, right, top, bottom] = [480, 300, 58, 14, 12, 44];
    const lines = each.lines.filter(line => line.points.length);
    if (!lines.length) return;
    const all = lines.flatMap(line => line.points);
    const [lowest, highest] = range(all, 1);
    const [across, up] = [ticks(...range(all, 0)), ticks(Math.min(0, lowest), highest)];
    const x = value => left + (value - across[0]) / (across[across.length - 1] - across[0]) * (width - left - right);
    const y = value => height - bottom - (value - up[0]) / (up[up.length - 1] - up[0]) * (height - top - bottom);
    const svg = drawn('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': each.words});
    const write = (text, attributes) => {
      const element = drawn('text', attributes);
      element.textContent = text;
      svg.append(element);
    };
    for (const value of up) {
      svg.append(drawn('path', {class: 'grid', d: `M${left} ${y(value)}H${width - right}`}));
      write(shortest(value), {x: left - 8, y: y(value) + 4, 'text-anchor': 'end'});
    }
    for (const value of across) {
      svg.append(drawn('path', {class: 'grid', d: `M${x(value)} ${top}V${height - bottom}`}));
      write(shortest(value), {x: x(value), y: height - bottom + 17, 'text-anchor': 'middle'});
    }
    write(each.across, {x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle'});
    const legend = make('ul', undefined, 'legend');
    lines.forEach(line => {
      svg.append(drawn('polyline', {class: lineClass(line), points: line.points.map(point => `${x(point[0]).toFixed(1)},${y(point[1]).toFixed(1)}`).join(' ')}));
      if (line.points.length <= 40) for (const point of line.points) svg.append(drawn('circle', {cx: x(point[0]), cy: y(point[1]), r: 2.5}));
      const key = drawn('svg', {viewBox: '0 0 26 10', 'aria-hidden': 'true'});
      key.append(drawn('path', {class: lineClass(line), d: 'M1 5H25'}));
      const item = make('li');
      item.append(key, line.name);
      legend.append(item);
    });
    const section = make('section');
    const figure = make('figure', undefined, 'chart');
    figure.append(svg, legend);
    section.append(make('h2', each.name), figure);
    at('charts').append(section);
  }

  data.charts.forEach(chart);
  if (data.entries.length) {
    const knowsTruth = data.kind.startsWith('eval');
    at('pictures').hidden = false;
    data.names.map((name, index) => [name, index]).sort((a, b) => a[0].localeCompare(b[0], 'en', {numeric: true})).forEach(([name, index]) => {
      const option = make('option', name);
      option.value = index;
      at('class').append(option);
    });
    at('classLabel').hidden = data.names.length === 0;
    at('confidenceLabel').hidden = data.names.length === 0;
    at('orderLabel').hidden = data.names.length === 0;
    at('mistakesLabel').hidden = !knowsTruth;
    at('labelsLabel').hidden = !(knowsTruth && isDetector);
    at('legend').hidden = !(knowsTruth && isDetector);
    if (!knowsTruth) at('order').querySelector('[value=worst]').remove();
    for (const id of ['name', 'confidence', 'errors', 'mistakes', 'labels']) at(id).addEventListener('input', again);
    // What chooses for somebody tells of a change alone.
    for (const id of ['class', 'order']) at(id).addEventListener('change', again);
    const settle = () => {
      at('confidence').value = isDetector ? Math.round(100 * data.threshold) : 0;
    };
    at('all').addEventListener('click', () => {
      for (const id of ['name', 'class', 'order']) at(id).value = '';
      for (const id of ['errors', 'mistakes']) at(id).checked = false;
      settle();
      cell = null;
      again();
    });
    at('before').addEventListener('click', () => { page--; show(); });
    at('after').addEventListener('click', () => { page++; show(); });
    at('close').addEventListener('click', () => at('one').close());
    settle();
    confusion();
    worst();
    map();
    show();
  } else {
    document.querySelector('.skip').hidden = true;
  }
})();
