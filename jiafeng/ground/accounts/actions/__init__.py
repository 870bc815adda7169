"""Every write to users, roles and what is known of who comes in."""

from jiafeng.ground.accounts.actions.counting import count, forget_spent
from jiafeng.ground.accounts.actions.door import expire_entries, note, note_own_change
from jiafeng.ground.accounts.actions.favourites import star
from jiafeng.ground.accounts.actions.founding import found_county
from jiafeng.ground.accounts.actions.resets import ask_reset, confirm_reset, withdraw_reset
from jiafeng.ground.accounts.actions.sessions import end_all_sessions, end_session, forget_sessions
from jiafeng.ground.accounts.actions.tries import Try, begin_factor_try, begin_try, know_address, settle_factor_try, settle_try, spend_code
from jiafeng.ground.accounts.actions.users import (
    add_user,
    change_own_password,
    disable_user,
    enable_user,
    end_role,
    give_role,
    open_account,
    set_password,
)

__all__ = [
    "Try",
    "add_user",
    "ask_reset",
    "begin_factor_try",
    "begin_try",
    "change_own_password",
    "confirm_reset",
    "count",
    "disable_user",
    "enable_user",
    "end_all_sessions",
    "end_role",
    "end_session",
    "expire_entries",
    "forget_sessions",
    "forget_spent",
    "found_county",
    "give_role",
    "know_address",
    "note",
    "note_own_change",
    "open_account",
    "set_password",
    "settle_factor_try",
    "settle_try",
    "spend_code",
    "star",
    "withdraw_reset",
]
