"""Fictional people of Yuxi: names, ID numbers and phones that no living person has to own up to.

ID numbers carry a right check digit; phones read 1990877xxxx (0877 is the city's own code).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from staff.engine.identity import check_digit

SURNAMES = (
    "李杨王张刘陈赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
    "叶蒋杜苏魏程吕丁任沈姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段"
    "雷黎史龙陶贺顾毛郝龚邵万钱"
)
# Surnames that are at home with the peoples of Yuxi.
PEOPLES = {
    "彝族": "普矣李龙施鲁柏张王方者孔沐",
    "傣族": "刀白封陶方李王杨曹",
    "哈尼族": "李白杨倪罗王张马龙",
    "回族": "马纳沙合沐李杨张王",
    "蒙古族": "奎官招华期王杨赵旃",
    "苗族": "杨陶李王熊马古项",
    "拉祜族": "李张罗石王胡",
    "白族": "杨段李张尹赵董",
}
AT_HOME = {  # per mille by county; the rest is 汉族
    "530402": {"彝族": 120, "回族": 40, "哈尼族": 20, "白族": 20},
    "530403": {"彝族": 70, "白族": 10},
    "530423": {"彝族": 60, "回族": 80, "蒙古族": 60, "傣族": 20},
    "530424": {"彝族": 220, "苗族": 50, "回族": 20},
    "530425": {"彝族": 260, "苗族": 40, "哈尼族": 20},
    "530426": {"彝族": 530, "哈尼族": 80, "回族": 40},
    "530427": {"彝族": 470, "傣族": 170, "哈尼族": 40, "拉祜族": 30},
    "530428": {"哈尼族": 420, "彝族": 220, "傣族": 120, "白族": 20},
    "530481": {"彝族": 50, "苗族": 30, "回族": 20},
    "530400": {"彝族": 150, "哈尼族": 60, "傣族": 30},
}
GIVEN = {
    "male": (
        "建国 建华 志强 志明 国强 国华 永明 永福 文军 文斌 云峰 云飞 家荣 家顺 绍华 绍明 正祥 正华"
        " 学文 学军 光明 光荣 世平 自强 伟 勇 军 平 涛 斌 辉 刚 磊 鹏 宏伟 晓东 海波 跃进 卫东"
        " 红星 德昌 德明 启明 润生 天福 春林 树林 玉林 忠义 子健 俊杰 浩然 加兵 有才 发祥"
    ),
    "female": (
        "玉兰 玉珍 玉梅 秀英 秀兰 秀芬 桂英 桂芬 桂仙 丽华 丽萍 丽娟 丽琼 琼仙 琼芬 美仙 美芝 美华"
        " 翠萍 翠芬 红梅 红英 春梅 春花 春燕 小燕 艳芳 艳萍 芳 燕 娟 敏 静 琳 霞 萍 慧 云仙 云芬"
        " 会仙 会芬 凤英 凤仙 凤琼 雪梅 雪莲 晓芳 晓燕 雅婷 思颖 文静 永芬 家英 绍芬 树仙 自芬"
    ),
}
RARE = ("赵䶮", "杨㙍", "普𫖯", "马𬘓", "阿牛·木呷", "欧阳𬍛")
PLACES = "大小上下新老东西南北龙凤石白红青水花高平"
SPOTS = "营村寨坝桥泉塘坪沟井山田湾冲庄甸"
EDUCATION = ("初中", "高中", "中专", "大专", "大专", "大专", "本科", "本科")


@dataclass(frozen=True)
class Human:
    name: str
    sex: str
    ethnicity: str
    education: str
    id_number: str
    mobile: str
    born: date


class Maker:
    """Makes one person after the other from a seeded generator; ID numbers never repeat."""

    def __init__(self, rng: Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.given = {sex: names.split() for sex, names in GIVEN.items()}
        self.rare = list(RARE)
        self.made = 0
        self.id_numbers: set[str] = set()

    def human(self, county: str, *, name: str = "", sex: str = "") -> Human:
        self.made += 1
        sex = sex or self.rng.choice(("male", "female"))
        ethnicity = self._ethnicity(county)
        if not name and self.made % 180 == 17 and self.rare:
            name = self.rare.pop(0)
        born = self._born()
        return Human(
            name=name or self._name(ethnicity, sex),
            sex=sex,
            ethnicity=ethnicity,
            education=self.rng.choice(EDUCATION),
            id_number=self._id_number(county, born, sex),
            mobile=f"1990877{self.made:04d}",
            born=born,
        )

    def village(self) -> str:
        ending = self.rng.choice(("村", "村", "社区"))
        spot = self.rng.choice(SPOTS.replace("村", ""))
        return f"{self.rng.choice(PLACES)}{spot}{ending}"

    def _ethnicity(self, county: str) -> str:
        drawn = self.rng.randrange(1000)
        for people, share in AT_HOME[county].items():
            drawn -= share
            if drawn < 0:
                return people
        return "汉族"

    def _name(self, ethnicity: str, sex: str) -> str:
        surname = self.rng.choice(PEOPLES.get(ethnicity, SURNAMES))
        return surname + self.rng.choice(self.given[sex])

    def _born(self) -> date:
        """Between 30 and 62 years ago; most are over 45."""
        years = self.rng.triangular(30, 62, 49)
        return self.today - timedelta(days=int(years * 365.25))

    def _id_number(self, county: str, born: date, sex: str) -> str:
        """Where the number was given out: mostly the own county, before 2015 by its old code."""
        regions = {"530403": "530421", "530481": "530422", "530400": "530402"}
        region = regions.get(county, county)
        while True:
            serial = self.rng.randrange(0, 500) * 2 + (sex == "male")
            first = f"{region}{born:%Y%m%d}{serial:03d}"
            if first not in self.id_numbers:
                self.id_numbers.add(first)
                return first + check_digit(first)
