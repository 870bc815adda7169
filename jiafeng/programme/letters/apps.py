from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "jiafeng.programme.letters"
    label = "letters"

    def ready(self) -> None:
        from jiafeng.common import due, search
        from jiafeng.common.navigation import Group, NavItem, public_menu, staff_menu
        from jiafeng.ground.jobs.policies import add_check
        from jiafeng.ground.links.actions import renew
        from jiafeng.ground.people import holdings
        from jiafeng.programme.letters import queries
        from jiafeng.programme.letters.actions import joining
        from jiafeng.programme.letters.models import FamilyLetter, Message, MessageLink
        from jiafeng.programme.letters.policies import may_see
        from jiafeng.programme.plans.queries import add_work_source

        staff_menu.add(
            NavItem(_("Messages"), "letters:drives", "message-heart", Group.MESSAGES, may_see, order=40),
            NavItem(_("Family letters"), "letters:letters", "mail", Group.MESSAGES, may_see, order=42),
        )
        public_menu.add(NavItem(_("Message wall"), "letters:wall", "message-heart", order=45))
        add_check("letters.booklet:", queries.outdated_booklet)
        add_work_source(queries.work_for)
        holdings.register(Message, clash=joining.join_messages, erase=joining.erase_words)
        holdings.register(MessageLink, clash=joining.join_links, moved=renew)
        holdings.register(FamilyLetter, moved=joining.replace_letters)
        due.add_source(queries.due)
        search.add_source(queries.search)
