// What a tap does on a phone, by the kind of its action.

import { pickMoment } from "./pickers.js";
import { server } from "./server.js";
import { uriOf } from "./tap.js";
import { appLink } from "./urls.js";
import { t } from "./words.js";

export function perform(phone, action, bubbleId) {
  const send = (params) => phone.attempt(() => server.act(phone.id, action, params, bubbleId));
  switch (action.type) {
    case "message":
      return send();
    case "richmenuswitch":
      return send();
    case "postback":
      obey(phone, action);
      return send();
    case "datetimepicker":
      return pickMoment(phone.sheet, action, phone.now(), async (params) => {
        await send(params);
      });
    case "clipboard":
      return phone.copy(String(action.clipboardText ?? ""));
    case "camera":
      return phone.composer.camera.click();
    case "cameraRoll":
      return phone.composer.photo.click();
    case "location":
      return phone.openPlace();
    case "uri":
      return follow(phone, uriOf(action, { pc: phone.person().pc }));
    default:
      return phone.toast(t("cannotOpen"));
  }
}

// What a postback asks of the screen itself, besides its data going to the bot.
function obey(phone, action) {
  switch (action.inputOption) {
    case "closeRichMenu":
      phone.useMenu(false);
      break;
    case "openRichMenu":
      phone.useMenu(true);
      break;
    case "openKeyboard":
      phone.useKeyboard();
      if (action.fillInText) phone.composer.write(String(action.fillInText));
      break;
    case "openVoice":
      phone.useKeyboard();
      phone.toast(t("noVoice"));
      break;
    default:
      break;
  }
}

// Addresses of the web never come here: they are links. These are the app's own.
function follow(phone, uri) {
  const link = appLink(uri);
  switch (link?.kind) {
    case "location":
      return phone.openPlace();
    case "camera":
      return phone.composer.camera.click();
    case "cameraRoll":
      return phone.composer.photo.click();
    case "write":
      phone.useKeyboard();
      return phone.composer.write(link.text);
    case "friend":
      return phone.attempt(() => server.friendship(phone.id, phone.person().blocked ? "unblock" : "follow"));
    default:
      return phone.toast(t("cannotOpen"));
  }
}
