"""Arriving: the greeting and its questions, and the answers to whatever is neither word nor tap."""

import re

from bot.router import Router
from bot.turn import Reply, Turn
from locales import fold
from models.topics import chosen_topics, subscribe
from views import arriving as faces
from views import prompts
from views.arriving import MOST_INTERESTS, AskTopics, ChooseTopic

router = Router()
GREETING = re.compile("こんにち|はじめまして|初めまして|おはよう|こんばん|hello|hi$|good(?:morning|evening)")
THANKS = re.compile("ありがと|有難|どうも|おつかれ|お疲れ|さようなら|おやすみ|よかった|thank|bye|great")
SORRY = re.compile("すみません|すいません|ごめん|sorry")


@router.event("follow")
def greet(turn: Turn) -> Reply:
    again = not turn.newcomer and turn.resident.privacy_version > 0
    turn.conversation.end()
    turn.conversation.trail = []
    turn.resident.was_told_privacy(turn.now)
    if again:
        turn.show_menu()  # who comes back finds the menu of their own letters and language
    return faces.hello(turn.town, again=again)


@router.entry("start")
def start(turn: Turn) -> Reply:
    turn.conversation.end()
    turn.conversation.trail = []
    return prompts.hello() if GREETING.match(fold(turn.words)) else prompts.start()


@router.entry("small_talk", place=False)
def small_talk(turn: Turn) -> Reply:
    """はい, ありがとう and the like, when nothing was asked."""
    said = fold(turn.words)
    if THANKS.search(said):
        return prompts.welcome()
    return prompts.no_hurry() if SORRY.match(said) else prompts.start()


@router.tap(AskTopics)
def ask_topics(turn: Turn, tap: AskTopics) -> Reply:
    chosen = chosen_topics(turn.db, turn.resident)
    return faces.topics(chosen) if len(chosen) < MOST_INTERESTS else faces.ready(chosen)


@router.tap(ChooseTopic)
def choose_topic(turn: Turn, tap: ChooseTopic) -> Reply:
    if len(chosen_topics(turn.db, turn.resident)) < MOST_INTERESTS:
        subscribe(turn.db, turn.resident, tap.topic, turn.now)
    return ask_topics(turn, AskTopics())


@router.event("sticker")
def sticker(turn: Turn) -> Reply:
    return faces.sticker()


@router.event("image")
@router.event("video")
@router.event("audio")
@router.event("file")
def picture(turn: Turn) -> Reply:
    return faces.picture()


@router.event("location")
def pin(turn: Turn) -> Reply:
    return faces.pin() if turn.spot else faces.unreadable()
