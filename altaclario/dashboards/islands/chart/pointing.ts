// Finds the point that is meant, by the pointer or by the keys, and shows what it says.
import { graphic } from "echarts/core";
import type { EChartsType } from "echarts/core";
import type { Drawing } from "./drawing";
import { aside, type Frame, pixelX, pixelY } from "./frame";
import type { Look } from "./look";
import { tooltip } from "./option";
import { isAcross, type Spot } from "./spots";
import { nodes, sentence, tips } from "./tips";
import { walk } from "./walking";

export interface Scene {
  drawing: Drawing;
  all: Spot[];
  frame: Frame;
  look: Look;
}

const REACH = 14;

export function pointing(chart: EChartsType, host: HTMLElement, say: (words: string) => void) {
  let scene: Scene | undefined;
  let current: Spot | undefined;
  // A tooltip costs a measure of the page, so a chart has none until somebody points at it.
  let hasTip = false;
  let cursor: InstanceType<typeof graphic.Line | typeof graphic.Circle> | undefined;

  const hide = () => {
    if (cursor) chart.getZr().remove(cursor);
    cursor = current = undefined;
    chart.dispatchAction({ type: "hideTip" });
  };
  const show = (spot: Spot, isSpoken = false) => {
    if (!scene || spot === current) return;
    hide();
    current = spot;
    const found = tips(scene.drawing, together(scene, spot));
    const [x, y] = pixels(scene, spot);
    cursor = marker(scene, spot);
    chart.getZr().add(cursor);
    if (!hasTip) chart.setOption(tooltip(host.closest("figure"), scene.look));
    hasTip = true;
    chart.dispatchAction({ type: "showTip", x, y, tooltip: { formatter: () => nodes(found) } });
    if (isSpoken) say(sentence(found));
  };
  const point = ({ offsetX, offsetY }: { offsetX: number; offsetY: number }) => {
    const spot = scene && nearest(scene, offsetX, offsetY);
    if (spot) show(spot);
    else hide();
  };
  chart.getZr().on("mousemove", point);
  chart.getZr().on("click", point);
  chart.getZr().on("globalout", hide);
  walk(host, () => scene, { show: (spot) => show(spot, true), hide });

  return {
    changed(now: Scene) {
      hide();
      scene = now;
      hasTip = false;
    },
  };
}

function pixels({ drawing, frame }: Scene, spot: Spot): [number, number] {
  return [pixelX(frame, spot.x) + aside(drawing, frame, spot), pixelY(frame, spot.y ?? 0)];
}

/** The dot within reach; of lines and columns the nearest along the axis, anywhere over the plot. */
function nearest(scene: Scene, x: number, y: number): Spot | undefined {
  const { drawing, frame, all } = scene;
  const isIn = (place: number, start: number, length: number) =>
    place >= start - REACH && place <= start + length + REACH;
  if (!isIn(x, frame.left, frame.width) || !isIn(y, frame.top, frame.height)) return undefined;
  const near = (spots: Spot[], distance: (spot: Spot) => number) =>
    spots.reduce<Spot | undefined>((best, one) => (best && distance(best) <= distance(one) ? best : one), undefined);
  const shown = all.filter((spot) => spot.y !== null);
  const isDot = (spot: Spot) => drawing.marks[spot.mark]?.kind === "dots";
  const reach = (spot: Spot) => Math.hypot(pixels(scene, spot)[0] - x, pixels(scene, spot)[1] - y);
  const dot = near(shown.filter(isDot), reach);
  if (dot && reach(dot) <= REACH) return dot;
  const along = isAcross(drawing) ? 1 : 0;
  return near(shown.filter((spot) => !isDot(spot)), (spot) => Math.abs(pixels(scene, spot)[along] - [x, y][along]!));
}

/** The point and what stands at the same place: of dots alone those on each other, else every mark of the day. */
function together(scene: Scene, spot: Spot): Spot[] {
  const { drawing, all } = scene;
  const isCloud = drawing.marks.every((mark) => mark.kind === "dots");
  if (isCloud && drawing.x.kind === "category") return [spot];
  const isSame = (one: Spot) =>
    isAcross(drawing) ? one.y === spot.y : one.x === spot.x && (!isCloud || one.y === spot.y);
  return [spot, ...all.filter((one) => one !== spot && one.y !== null && isSame(one))];
}

/** A ring around a dot, the end of a bar, a line through everything of a day. */
function marker(scene: Scene, spot: Spot) {
  const { frame, look, drawing } = scene;
  const [x, y] = pixels(scene, spot);
  const kind = drawing.marks[spot.mark]?.kind;
  const strong = { fill: "none", stroke: look.token("ink"), lineWidth: 2 };
  if (kind === "dots") return new graphic.Circle({ shape: { cx: x, cy: y, r: 7 }, style: strong, silent: true, z: 9 });
  if (isAcross(drawing)) {
    const half = (frame.height / frame.y.ticks.length) * 0.4;
    return new graphic.Line({ shape: { x1: x, y1: y - half, x2: x, y2: y + half }, style: strong, silent: true, z: 9 });
  }
  const shape = { x1: x, y1: frame.top, x2: x, y2: frame.top + frame.height };
  return new graphic.Line({ shape, style: { stroke: look.token("edge"), lineWidth: 1 }, silent: true, z: 1 });
}
