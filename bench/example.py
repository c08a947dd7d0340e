"""The yardstick: the shape of the SDK's own Flask example, which parses and replies inside the request."""

import os

from flask import Flask, abort, request
from linebot.v3 import WebhookHandler
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import MessageEvent, TextMessageContent

app = Flask(__name__)
handler = WebhookHandler(os.environ["LINE_CHANNEL_SECRET"])
configuration = Configuration(access_token="bench", host=os.environ["LINE_API_BASE"])


@app.post("/line/webhook")
def webhook() -> str:
    try:
        handler.handle(request.get_data(as_text=True), request.headers["X-Line-Signature"])
    except InvalidSignatureError:
        abort(400)
    return "OK"


@handler.add(MessageEvent, message=TextMessageContent)  # type: ignore[untyped-decorator]  # the SDK has no types
def answer(event: MessageEvent) -> None:
    with ApiClient(configuration) as client:
        said = TextMessage(text=event.message.text)
        MessagingApi(client).reply_message_with_http_info(
            ReplyMessageRequest(reply_token=event.reply_token, messages=[said])
        )
