/* Shows the trace that lies in the page. Only what is visible is drawn; where several changes fall on one point, a block. */
(async () => {
  const byId = (id) => document.getElementById(id);
  const trace = JSON.parse(byId('trace').textContent);
  const rowHeight = 22;
  const rulerHeight = 24;
  const indent = 12;
  const canvas = byId('wave');
  const context = canvas.getContext('2d');

  // ------------------------------------------------------------------------------------------------------- values

  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Uint32Array(await new Response(stream).arrayBuffer());
  }

  const numbers = await unpack(byId('changes').textContent);
  let place = 0;
  for (const signal of trace.signals) {
    signal.words = Math.ceil(signal.width / 32);
    const distances = numbers.subarray(place, place + signal.changes);
    place += signal.changes;
    signal.starts = new Uint32Array(signal.changes);
    let sample = 0;
    for (let number = 0; number < signal.changes; number++) {
      sample += distances[number];
      signal.starts[number] = sample;
    }
    signal.values = numbers.subarray(place, place + signal.changes * signal.words);
    place += signal.changes * signal.words;
  }

  function changeAt({ starts }, sample, from = 0) {
    let low = from;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= sample) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function bitsOf({ values, words }, change) {
    let bits = 0n;
    for (let word = words - 1; word >= 0; word--) bits = (bits << 32n) | BigInt(values[change * words + word]);
    return bits;
  }

  function fraction(value, places) {
    const size = value < 0n ? -value : value;
    const digits = (BigInt.asUintN(places, size) * 5n ** BigInt(places)).toString().padStart(places, '0');
    const rest = digits.replace(/0+$/, '');
    return `${value < 0n ? '-' : ''}${size >> BigInt(places)}${places > 0 && rest !== '' ? `.${rest}` : ''}`;
  }

  function valueText(signal, change) {
    const bits = bitsOf(signal, change);
    const radix = signal.radix ?? byId('radix').value;
    const value = signal.signed ? BigInt.asIntN(signal.width, bits) : bits;
    if (radix === 'hexadecimal') return `x${bits.toString(16).padStart(Math.ceil(signal.width / 4), '0')}`;
    if (radix === 'binary') return `b${bits.toString(2).padStart(signal.width, '0')}`;
    if (radix === 'decimal') return value.toString();
    if (signal.members?.[value] !== undefined) return signal.members[value];
    if (signal.lanes > 1) {
      const size = signal.width / signal.lanes;
      const elements = Array.from({ length: signal.lanes }, (_, lane) =>
        BigInt.asUintN(size, bits >> BigInt(lane * size)).toString(size > 32 ? 16 : 10),
      );
      return `[${elements.join(',')}]`;
    }
    if (signal.fractionBits !== undefined) return fraction(value, signal.fractionBits);
    return signal.width > 32 && !signal.signed ? `x${bits.toString(16)}` : value.toString();
  }

  function typeText({ kind, width, signed, lanes, fractionBits, enumeration }) {
    if (kind === 'clock') return 'clock';
    if (enumeration) return `${kind} ${enumeration}`;
    const number =
      fractionBits === undefined ? `${signed ? 'sint' : 'uint'}(${width})` : `fixed, ${fractionBits} below the point`;
    return `${kind} ${lanes > 1 ? `vec(${lanes}) of ${width / lanes} bits` : width === 1 ? 'bool' : number}`;
  }

  // ---------------------------------------------------------------------------------------------------- hierarchy

  const root = { name: trace.top, path: '', signals: [], scopes: new Map(), isOpen: true };
  for (const signal of trace.signals) {
    const steps = signal.name.split('.');
    signal.shortName = steps.pop();
    let scope = root;
    for (const step of steps) {
      if (!scope.scopes.has(step)) {
        const path = scope.path === '' ? step : `${scope.path}.${step}`;
        scope.scopes.set(step, { name: step, path, signals: [], scopes: new Map(), isOpen: steps.length < 2 });
      }
      scope = scope.scopes.get(step);
    }
    scope.signals.push(signal);
  }

  let rows = [];

  function listRows() {
    const wanted = byId('search').value.trim().toLowerCase();
    const list = [];
    const visit = (scope, depth) => {
      if (depth > 0) list.push({ scope, depth: depth - 1 });
      if (!scope.isOpen) return;
      for (const signal of scope.signals) list.push({ signal, depth });
      for (const inner of scope.scopes.values()) visit(inner, depth + 1);
    };
    if (wanted === '') visit(root, 0);
    else {
      for (const signal of trace.signals) {
        if (signal.name.toLowerCase().includes(wanted)) list.push({ signal, depth: 0, isWhole: true });
      }
    }
    rows = list;
    view.top = clamp(view.top, 0, Math.max(0, rows.length * rowHeight - rowHeight));
    redraw();
  }

  // --------------------------------------------------------------------------------------------------------- view

  const view = { left: 0, perPoint: 1, top: 0, names: 260, values: 110 };
  let cursor = 0;
  let marker;
  let selected;

  function clamp(value, low, high) {
    return Math.min(Math.max(value, low), high);
  }

  const waveLeft = () => view.names + view.values;
  const waveWidth = () => Math.max(10, canvas.clientWidth - waveLeft());
  const pointOf = (sample) => waveLeft() + (sample - view.left) / view.perPoint;
  const sampleOf = (point) => view.left + (point - waveLeft()) * view.perPoint;

  function move(left) {
    const most = Math.max(0, trace.samples - waveWidth() * view.perPoint);
    view.left = clamp(left, 0, most);
    redraw();
  }

  function zoom(factor, around = waveLeft() + waveWidth() / 2) {
    const held = sampleOf(around);
    view.perPoint = clamp(view.perPoint * factor, 1 / 200, Math.max(1 / 200, trace.samples / waveWidth()));
    move(held - (around - waveLeft()) * view.perPoint);
  }

  function showAll() {
    view.perPoint = trace.samples / waveWidth();
    move(0);
  }

  function setCursor(sample) {
    cursor = clamp(Math.floor(sample), 0, trace.samples - 1);
    redraw();
  }

  function showCursor() {
    const point = pointOf(cursor);
    if (point < waveLeft() || point > canvas.clientWidth - 20) move(cursor - (waveWidth() / 2) * view.perPoint);
    else redraw();
  }

  function jump(direction) {
    if (!selected) return;
    const change = changeAt(selected, cursor);
    const isInside = direction < 0 && selected.starts[change] < cursor;
    const target = selected.starts[isInside ? change : change + direction];
    if (target === undefined) return;
    cursor = target;
    showCursor();
  }

  // ------------------------------------------------------------------------------------------------------ drawing

  let isWaiting = false;
  const colours = {};

  function redraw() {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      draw();
    });
  }

  function draw() {
    const scale = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const style = getComputedStyle(document.documentElement);
    for (const name of [
      'back',
      'text',
      'faint',
      'grid',
      'bit',
      'word',
      'name',
      'dense',
      'selected',
      'cursor',
      'marker',
    ]) {
      colours[name] = style.getPropertyValue(`--${name}`).trim();
    }
    context.fillStyle = colours.back;
    context.fillRect(0, 0, width, height);
    context.font = '12px ui-monospace, monospace';
    context.textBaseline = 'middle';
    drawGrid(width, height);
    const first = Math.floor(view.top / rowHeight);
    const last = Math.min(rows.length, Math.ceil((view.top + height - rulerHeight) / rowHeight));
    for (let number = first; number < last; number++)
      drawRow(rows[number], rulerHeight + number * rowHeight - view.top, width);
    context.fillStyle = colours.back;
    context.fillRect(0, 0, width, rulerHeight);
    drawRuler(width);
    drawLine(cursor, colours.cursor, height);
    if (marker !== undefined) drawLine(marker, colours.marker, height);
    const cycle = trace.firstCycle + cursor;
    const distance = marker === undefined ? '' : `, ${cursor - marker} cycles from the marker`;
    byId('place').textContent = `cycle ${cycle} (${cursor * trace.period} ns)${distance}`;
  }

  /** Distance of grid lines: 1, 2 or 5 times a power of ten, 80 points apart or more. */
  function gridStep() {
    const wanted = 80 * view.perPoint;
    const power = 10 ** Math.floor(Math.log10(Math.max(wanted, 1)));
    return Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted) ?? 1);
  }

  function eachGridLine(width, visit) {
    const step = gridStep();
    const offset = trace.firstCycle % step;
    for (let sample = Math.ceil((view.left + offset) / step) * step - offset; pointOf(sample) < width; sample += step) {
      if (sample < trace.samples) visit(sample, pointOf(sample));
    }
  }

  function drawGrid(width, height) {
    context.fillStyle = colours.grid;
    eachGridLine(width, (_, point) => context.fillRect(Math.round(point), rulerHeight, 1, height));
  }

  function drawRuler(width) {
    context.fillStyle = colours.faint;
    context.fillText('cycle', 8, rulerHeight / 2);
    eachGridLine(width, (sample, point) =>
      context.fillText(`${trace.firstCycle + sample}`, point + 3, rulerHeight / 2),
    );
    context.fillStyle = colours.grid;
    context.fillRect(0, rulerHeight - 1, width, 1);
  }

  function drawLine(sample, colour, height) {
    const point = pointOf(sample);
    if (point < waveLeft()) return;
    context.fillStyle = colour;
    context.fillRect(Math.round(point), 0, 1, height);
  }

  function clipped(left, top, width, visit) {
    context.save();
    context.beginPath();
    context.rect(left, top, width, rowHeight);
    context.clip();
    visit();
    context.restore();
  }

  function drawRow({ scope, signal, depth, isWhole }, top, width) {
    const middle = top + rowHeight / 2;
    const left = 8 + depth * indent;
    if (scope) {
      context.fillStyle = colours.text;
      clipped(0, top, waveLeft(), () => context.fillText(`${scope.isOpen ? '▾' : '▸'} ${scope.name}`, left, middle));
      return;
    }
    if (signal === selected) {
      context.fillStyle = colours.selected;
      context.fillRect(0, top, waveLeft(), rowHeight);
    }
    context.fillStyle = colours.text;
    clipped(0, top, view.names - 6, () => context.fillText(isWhole ? signal.name : signal.shortName, left, middle));
    const change = changeAt(signal, cursor);
    context.fillStyle = signal.enumeration ? colours.name : colours.faint;
    clipped(view.names, top, view.values - 8, () => context.fillText(valueText(signal, change), view.names, middle));
    clipped(waveLeft(), top, width - waveLeft(), () => drawWave(signal, top + 4, rowHeight - 8, width));
  }

  function drawWave(signal, top, height, width) {
    const isBit = signal.width === 1 && !signal.enumeration;
    const isDot = signal.kind === 'clock';
    const end = Math.min(trace.samples, sampleOf(width));
    const bottom = top + height;
    const colour = isBit ? colours.bit : signal.enumeration ? colours.name : colours.word;
    for (let change = changeAt(signal, view.left); change < signal.starts.length && signal.starts[change] < end; ) {
      const from = Math.max(waveLeft() - 1, pointOf(signal.starts[change]));
      const next = signal.starts[change + 1] ?? trace.samples;
      const to = Math.min(width + 1, pointOf(next));
      if (to - from < 2 && next < trace.samples) {
        // All that begins within these two points is one block.
        const following = changeAt(signal, Math.max(next, Math.ceil(sampleOf(from + 2)) - 1), change + 1);
        const until = Math.min(width + 1, pointOf(signal.starts[following]));
        context.fillStyle = colours.dense;
        context.fillRect(from, top, Math.max(1, until - from), height);
        change = following;
        continue;
      }
      context.strokeStyle = colour;
      context.lineWidth = 1;
      context.beginPath();
      if (isBit) {
        const isHigh = signal.values[change] === 1;
        const level = Math.round(isHigh ? top : bottom) + 0.5;
        if (change > 0) {
          context.moveTo(Math.round(from) + 0.5, top + 0.5);
          context.lineTo(Math.round(from) + 0.5, bottom + 0.5);
        }
        context.moveTo(from, level);
        context.lineTo(to, level);
        context.stroke();
        if (isHigh && !isDot) {
          context.globalAlpha = 0.12;
          context.fillStyle = colour;
          context.fillRect(from, top, to - from, height);
          context.globalAlpha = 1;
        }
      } else {
        const slope = Math.min(3, (to - from) / 2);
        const isFirst = change === 0;
        const middle = (top + bottom) / 2;
        context.moveTo(from, isFirst ? top : middle);
        context.lineTo(from + slope, top);
        context.lineTo(to - slope, top);
        context.lineTo(to, middle);
        context.lineTo(to - slope, bottom);
        context.lineTo(from + slope, bottom);
        context.lineTo(from, isFirst ? bottom : middle);
        context.stroke();
        if (to - from > 14) {
          context.fillStyle = signal.enumeration ? colours.name : colours.text;
          const text = valueText(signal, change);
          const room = Math.floor((to - from - 8) / 7.3);
          const shown = text.length <= room ? text : room > 1 ? `${text.slice(0, room - 1)}…` : '';
          context.fillText(shown, from + 5, middle + 1);
        }
      }
      change++;
    }
  }

  // ------------------------------------------------------------------------------------------------------- actions

  const rowAt = (y) => rows[Math.floor((y - rulerHeight + view.top) / rowHeight)];
  const radices = [undefined, 'typed', 'decimal', 'hexadecimal', 'binary'];
  let drag;

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    const isEdge = Math.abs(event.offsetX - view.names) < 4 || Math.abs(event.offsetX - waveLeft()) < 4;
    drag = { x: event.offsetX, left: view.left, hasMoved: false, edge: isEdge ? event.offsetX : undefined };
    drag.names = view.names;
    drag.values = view.values;
  });
  canvas.addEventListener('pointermove', (event) => {
    const row = event.offsetY > rulerHeight ? rowAt(event.offsetY) : undefined;
    canvas.title = row?.signal && event.offsetX < waveLeft() ? `${row.signal.name}: ${typeText(row.signal)}` : '';
    if (!drag) return;
    const distance = event.offsetX - drag.x;
    drag.hasMoved ||= Math.abs(distance) > 3;
    if (!drag.hasMoved) return;
    if (drag.edge !== undefined) {
      if (Math.abs(drag.edge - drag.names) < 4) view.names = clamp(drag.names + distance, 60, 900);
      else view.values = clamp(drag.values + distance, 30, 600);
      redraw();
    } else if (drag.x >= waveLeft()) move(drag.left - distance * view.perPoint);
  });
  canvas.addEventListener('pointerup', (event) => {
    const wasDrag = drag?.hasMoved;
    drag = undefined;
    if (wasDrag) return;
    const row = event.offsetY > rulerHeight ? rowAt(event.offsetY) : undefined;
    if (event.offsetX >= waveLeft()) {
      if (row?.signal) selected = row.signal;
      const sample = clamp(Math.floor(sampleOf(event.offsetX)), 0, trace.samples - 1);
      if (event.shiftKey) marker = marker === sample ? undefined : sample;
      else cursor = sample;
    } else if (row?.scope) {
      row.scope.isOpen = !row.scope.isOpen;
      listRows();
    } else if (row?.signal) {
      if (row.signal === selected && event.offsetX >= view.names) {
        selected.radix = radices[(radices.indexOf(selected.radix) + 1) % radices.length];
      }
      selected = row.signal;
    }
    redraw();
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey || event.altKey)
        zoom(1.2 ** (event.deltaY / 60), Math.max(event.offsetX, waveLeft()));
      else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        move(view.left + (event.deltaX || event.deltaY) * view.perPoint);
      } else {
        view.top = clamp(view.top + event.deltaY, 0, Math.max(0, rows.length * rowHeight - rowHeight));
        redraw();
      }
    },
    { passive: false },
  );
  const keys = {
    '+': () => zoom(1 / 1.5, clamp(pointOf(cursor), waveLeft(), canvas.clientWidth)),
    '=': () => keys['+'](),
    '-': () => zoom(1.5, clamp(pointOf(cursor), waveLeft(), canvas.clientWidth)),
    f: showAll,
    '[': () => jump(-1),
    ']': () => jump(1),
    ArrowLeft: () => {
      setCursor(cursor - 1);
      showCursor();
    },
    ArrowRight: () => {
      setCursor(cursor + 1);
      showCursor();
    },
    PageUp: () => move(view.left - waveWidth() * view.perPoint),
    PageDown: () => move(view.left + waveWidth() * view.perPoint),
    Home: () => move(0),
    End: () => move(trace.samples),
    '/': () => byId('search').focus(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.target === byId('search')) {
      if (event.key === 'Escape') canvas.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  byId('top').textContent = trace.top;
  byId('search').addEventListener('input', listRows);
  byId('radix').addEventListener('change', redraw);
  for (const [id, act] of Object.entries({
    in: keys['+'],
    out: keys['-'],
    fit: showAll,
    previous: keys['['],
    next: keys[']'],
  })) {
    byId(id).addEventListener('click', act);
  }
  new ResizeObserver(redraw).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  showAll();
  if (trace.samples > 60) {
    view.perPoint = Math.min(view.perPoint, 1 / 12);
    move(0);
  }
  listRows();
  document.body.dataset.ready = 'yes';
})();
